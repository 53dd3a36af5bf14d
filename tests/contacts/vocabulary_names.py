"""Names as senders write them, with the target each must be recognised as.

`name|name=target; name=target`, a line's end standing for `; `.
"""

import re
from collections.abc import Iterator

ADDRESS = ("street", "extended", "poBox", "city", "region", "postalCode", "country", "countryCode")
TARGETS = {
    *re.findall(
        r"\S+",
        """name givenName familyName middleName honorificPrefix honorificSuffix nickname fileAs
        phoneticFullName phoneticGivenName phoneticFamilyName birthday gender pronouns note
        email email.home email.work email.other phone phone.home phone.work phone.mobile
        phone.main phone.homeFax phone.workFax phone.otherFax phone.pager phone.other
        company jobTitle department occupation skill interest locale location sip externalId
        organization.location organization.domain organization.costCenter organization.symbol
        organization.jobDescription url url.home url.work url.blog url.profile event.anniversary
        im im.aim im.googleTalk im.icq im.jabber im.msn im.qq im.skype im.yahoo
        relation.spouse relation.partner relation.child relation.mother relation.father
        relation.assistant relation.manager relation.referredBy""",
    ),
    *(
        f"{address}{part}"
        for address in ("address", "address.home", "address.work")
        for part in ("", *(f".{part}" for part in ADDRESS))
    ),
}

LANGUAGES = {
    "en": """First Name|Forename=givenName; Last Name|Surname|Family name=familyName
        Full name=name; E-mail|Email Address=email; Work e-mail|Email (business)=email.work
        Secondary email=email.other; Phone|Telephone|Tel.|Contact number=phone
        Mobile|Cell phone|Phone (mobile)=phone.mobile
        Company|Organisation|Company name|Employer=company; Job title|Position=jobTitle
        Address=address; Home address=address.home; Street|Street address=address.street
        City|Town=address.city; State|Province|County=address.region; Country=address.country
        Zip|ZIP / Postal code|Postcode=address.postalCode; Birthday|Date of birth=birthday
        Message|Comments|Notes=note; Website=url; Gender=gender; Pronouns=pronouns
        Salutation=honorificPrefix; Department=department; Preferred name=nickname
        Who referred you?=relation.referredBy""",
    "de": """Vorname|Vorname(n)=givenName; Nachname|Familienname|Zuname=familyName
        Name|Vor- und Nachname|Vollständiger Name|Vollstaendiger Name=name
        Anrede|Titel=honorificPrefix; E-Mail|E-Mail-Adresse|Mailadresse=email
        Private E-Mail|E-Mail (privat)=email.home
        Geschäftliche E-Mail-Adresse|Geschaeftliche E-Mail=email.work
        Telefon|Telefonnummer|Tel.-Nr.|Rufnummer=phone
        Handy|Handynummer|Mobilnummer|Mobiltelefon=phone.mobile; Telefon geschäftlich=phone.work
        Fax=phone.workFax; Firma|Unternehmen|Firmenname=company
        Position|Funktion|Berufsbezeichnung=jobTitle; Beruf=occupation; Abteilung=department
        Straße|Strasse|Straße und Hausnummer|Straße, Nr.=address.street
        Adresse|Anschrift=address; Firmenadresse=address.work
        PLZ|Postleitzahl=address.postalCode; Ort|Stadt|Wohnort=address.city
        Bundesland=address.region; Land=address.country; Postfach=address.poBox
        Geburtstag|Geburtsdatum|Geb.-Datum=birthday; Geschlecht=gender
        Webseite|Internetseite=url; Nachricht|Bemerkung(en)|Anmerkung|Kommentar|Mitteilung=note
        Kundennummer|Kunden-Nr.=externalId""",
    "fr": """Prénom|PRENOM=givenName; Nom de famille=familyName
        Nom|Nom complet|Nom et prénom=name; Civilité=honorificPrefix
        E-mail|Adresse e-mail|Courriel|Adresse électronique=email
        E-mail professionnel|Adresse mail pro=email.work; E-mail personnel=email.home
        Téléphone|Numéro de téléphone|N° de téléphone=phone
        Portable|Téléphone portable=phone.mobile; Téléphone professionnel=phone.work
        Entreprise|Société|Raison sociale=company; Fonction|Intitulé du poste=jobTitle
        Profession|Métier=occupation; Adresse|Adresse postale=address
        Adresse professionnelle=address.work; Rue|N° et rue=address.street
        Ville|Commune=address.city; Complément d'adresse=address.extended
        Code postal=address.postalCode; Région=address.region; Pays=address.country
        Date de naissance|Né(e) le=birthday; Sexe=gender; Site web|Site internet=url
        Message|Commentaire|Remarques=note; Langue=locale; Surnom=nickname
        Numéro client=externalId""",
    "es": """Nombre|Nombre completo|Nombre y apellidos=name; Nombre(s)|Nombre de pila=givenName
        Apellido|Apellidos|Apellido(s)|Primer apellido=familyName; Segundo nombre=middleName
        Correo|Correo electrónico|CORREO ELECTRONICO|E-mail=email; Correo de trabajo=email.work
        Correo personal=email.home; Teléfono|Número de teléfono|Nº de teléfono=phone
        Móvil|Celular|Teléfono móvil=phone.mobile; Teléfono de casa=phone.home
        Empresa|Nombre de la empresa|Compañía|Razón social=company; Cargo|Puesto=jobTitle
        Profesión|Ocupación=occupation; Dirección|Domicilio=address
        Calle|Calle y número=address.street; Ciudad|Localidad|Municipio=address.city
        Provincia|Estado=address.region; País=address.country; Código postal=address.postalCode
        Fecha de nacimiento|Cumpleaños=birthday; Género|Sexo=gender
        Mensaje|Comentarios|Observaciones=note; Sitio web|Página web=url; Apodo=nickname
        Idioma=locale""",
    "it": """Nome|Nome e cognome|Nominativo=name; Cognome=familyName; Secondo nome=middleName
        E-mail|Indirizzo e-mail|Posta elettronica=email; E-mail aziendale=email.work
        E-mail personale=email.home; Telefono|Numero di telefono|Recapito telefonico=phone
        Cellulare|Numero di cellulare=phone.mobile; Telefono ufficio=phone.work
        Azienda|Società|Ragione sociale|Ditta=company; Ruolo|Qualifica=jobTitle
        Professione=occupation; Reparto=department; Indirizzo=address
        Indirizzo di residenza=address.home; Via e numero civico=address.street
        Città|Comune|CITTA=address.city; Regione=address.region
        CAP|C.A.P.|Codice postale=address.postalCode; Paese|Nazione=address.country
        Casella postale=address.poBox; Data di nascita|Compleanno|Nato il=birthday; Sesso=gender
        Sito web|Sito=url; Messaggio|Note|Commenti|Richiesta=note; Soprannome=nickname
        Lingua=locale; Codice cliente=externalId""",
    "pt": """Nome|Nome completo=name; Primeiro nome|Nome próprio=givenName
        Sobrenome|Último nome=familyName; E-mail|Endereço de e-mail|Correio eletrônico=email
        E-mail profissional=email.work; E-mail pessoal=email.home
        Telefone|Número de telefone|Telefone para contato=phone
        Celular|Telemóvel|Telefone celular=phone.mobile; Telefone comercial=phone.work
        Telefone residencial=phone.home; Empresa|Nome da empresa|Razão social=company
        Cargo|Função=jobTitle; Profissão|Ocupação=occupation; Endereço|Morada=address
        Rua|Logradouro=address.street; Complemento=address.extended
        Cidade|Localidade|Município=address.city; Estado|Distrito=address.region
        CEP|Código postal=address.postalCode; País=address.country; Caixa postal=address.poBox
        Data de nascimento|Data de aniversário=birthday; Gênero|Sexo=gender; Página web=url
        Mensagem|Observações|Comentário=note; Idioma=locale; Número do cliente=externalId""",
    "nl": """Voornaam|Roepnaam=givenName; Achternaam|Familienaam=familyName
        Naam|Volledige naam=name; Voor- en achternaam=name; Aanhef=honorificPrefix
        E-mail|E-mailadres|E-mail-adres=email; Zakelijk e-mailadres=email.work
        Privé e-mailadres|Prive e-mail=email.home; Telefoon|Telefoonnummer=phone
        Mobiel|Mobiel nummer|Gsm=phone.mobile; Telefoon werk=phone.work
        Bedrijf|Bedrijfsnaam|Organisatie=company; Functie|Functietitel=jobTitle
        Beroep=occupation; Afdeling=department; Adres|Postadres=address
        Straat|Straat en huisnummer=address.street; Plaats|Woonplaats|Stad=address.city
        Postcode=address.postalCode; Provincie=address.region; Land=address.country
        Postbus=address.poBox; Geboortedatum|Verjaardag=birthday; Geslacht=gender; Webadres=url
        Bericht|Opmerking|Opmerkingen|Toelichting=note; Taal=locale; Bijnaam=nickname
        Klantnummer=externalId; Kostenplaats=organization.costCenter""",
}

VOCABULARIES = {
    "WHATWG": """name=name; honorific-prefix=honorificPrefix; given-name=givenName
        additional-name=middleName; family-name=familyName; honorific-suffix=honorificSuffix
        nickname=nickname; organization=company; organization-title=jobTitle
        street-address|address-line1=address.street; address-line2=address.extended
        address-level2=address.city; address-level1=address.region
        postal-code=address.postalCode; country|country-name=address.country; bday=birthday
        sex=gender; url=url; tel|tel-national=phone; email=email; impp|work impp=im
        language=locale; work email=email.work; home tel=phone.home; mobile tel=phone.mobile
        fax tel=phone.workFax; pager tel=phone.pager; billing postal-code=address.postalCode
        section-blue home email=email.home; home street-address=address.home.street""",
    "schema.org": """givenName=givenName; additionalName=middleName; telephone=phone
        faxNumber=phone.workFax; worksFor|affiliation=company; jobTitle=jobTitle
        birthDate=birthday; streetAddress=address.street; addressLocality=address.city
        addressRegion=address.region; addressCountry=address.country
        postalCode=address.postalCode; postOfficeBoxNumber=address.poBox; sameAs=url.profile
        spouse=relation.spouse; hasOccupation=occupation; alternateName=nickname
        description=note; skills=skill""",
    "vCard": """NICKNAME=nickname; TEL=phone; EMAIL=email; ORG=company; TITLE=jobTitle
        NOTE=note; BDAY=birthday; ADR=address; URL=url; GENDER=gender
        ANNIVERSARY=event.anniversary; PRONOUNS=pronouns; X-SKYPE=im.skype""",
    "LDAP": """givenName=givenName; surname=familyName; displayName|commonName=name; mail=email
        mobile=phone.mobile; telephoneNumber=phone; facsimileTelephoneNumber=phone.workFax
        homePhone=phone.home; pager=phone.pager; postalAddress=address
        homePostalAddress=address.home; physicalDeliveryOfficeName=organization.location
        postOfficeBox=address.poBox; preferredLanguage=locale; labeledURI|wWWHomePage=url
        department=department""",
    "Google's CSV": """Given Name|First Name=givenName; Additional Name|Middle Name=middleName
        File As=fileAs; Family Name|Last Name=familyName; Name Prefix=honorificPrefix
        Name Suffix=honorificSuffix; Given Name Yomi|Phonetic First Name=phoneticGivenName
        Phonetic Last Name=phoneticFamilyName; Yomi Name=phoneticFullName
        Organization Name|Organization 1 - Name=company; Notes=note
        Organization Title|Organization 1 - Title=jobTitle; Organization Department=department
        Organization 1 - Job Description=organization.jobDescription
        Organization 1 - Symbol=organization.symbol; E-mail 1 - Value|E-mail 2 - Value=email
        Phone 3 - Value=phone; Website 1 - Value=url; IM 1 - Value=im
        Address 1 - Formatted=address; Address 1 - Street=address.street
        Address 1 - City=address.city; Address 1 - PO Box=address.poBox
        Address 1 - Region=address.region; Hobby=interest
        Address 1 - Postal Code=address.postalCode
        Address 1 - Extended Address=address.extended""",
    "Outlook's CSV": """E-mail 2 Address=email; Business Phone 2=phone.work
        Home Fax=phone.homeFax; Business Street=address.work.street
        Home Address PO Box=address.home.poBox; Primary Phone=phone
        Company Main Phone=phone.main; Other Fax=phone.otherFax; Personal Web Page=url.home
        Manager's Name=relation.manager; Assistant's Name=relation.assistant
        Referred By=relation.referredBy""",
    "People API": """names[0].givenName=givenName; emailAddresses[0].value=email
        phoneNumber|phoneNumbers[1].value=phone; organizations[0].title=jobTitle
        biographies[0].value=note; addresses[0].streetAddress=address.street
        addresses[0].formattedValue=address; genders[0].addressMeAs=pronouns
        imClients[0].username=im""",
    "CRMs": """firstname|FNAME|first_name|FirstName|First_Name=givenName
        lastname|LNAME|LastName|last_name=familyName
        mobilephone|MobilePhone|Mobile|text_reminder_number=phone.mobile
        jobtitle|Designation=jobTitle; orgname|org_name|company_name=company
        zip|post_code|MailingPostalCode|Mailing_Zip=address.postalCode
        MailingStreet|address1|billing_address_1=address.street
        MailingCity|Mailing_City=address.city
        MailingCountryCode|hs_country_region_code=address.countryCode; address2=address.extended
        Birthdate|BIRTHDAY|Birthdate__c=birthday; salutation=honorificPrefix; Description=note
        OtherPhone=phone.other; Secondary_Email=email.other; Skype_ID=im.skype
        AssistantName=relation.assistant; hs_linkedin_url=url.profile; user_url=url
        billing_first_name=givenName; external_id|externalId=externalId""",
    "lead forms": """FULL_NAME|full_name=name; EMAIL|User Email|user_email=email
        WORK_EMAIL|work_email=email.work; PHONE_NUMBER|User Phone=phone
        WORK_PHONE|work_phone_number=phone.work; JOB_TITLE=jobTitle
        POSTAL_CODE|ZIP_CODE=address.postalCode; STREET_ADDRESS=address.street
        REGION=address.region; date_of_birth=birthday; LINKEDIN_PROFILE_LINK=url.profile
        customer_id=externalId""",
    "form plug-ins": """your-name|yourName|YOURNAME=name; your-email=email; your-message=note
        your-tel=phone; Name (First)|Name (First Name)=givenName; Name (Last)=familyName
        Address (ZIP / Postal Code)=address.postalCode; q8_email=email; q3_name[first]=givenName
        Email =email; First Name*=givenName""",
    "paths": """contact.email|person.email|data[merges][EMAIL]|properties.email.value=email
        contact__email=email; name.first|contact.name.first|person__first_name=givenName
        name.last=familyName
        name.prefix=honorificPrefix
        address.city|addresses[0].city|contact[address][city]=address.city
        address.street1=address.street
        home_address.zip|address.home.zip=address.home.postalCode
        billing_address.zip=address.postalCode
        customer.default_address.country_code=address.countryCode
        address.line2=address.extended; phone.mobile|phones.mobile=phone.mobile
        emails.work|work.email=email.work; company.name=company; organization.title=jobTitle
        assistant.name=relation.assistant; data.object.email=email""",
}

QUESTIONS = """What is your first name?|Please tell us your first name=givenName
    What's your surname?=familyName
    What's your name?|Your name|Hi! What's your name?|May we have your name, please?=name
    My company=company
    Hi there! What's your first name?=givenName; Nice to meet you! And your last name?=familyName
    Date of birth (DD/MM/YYYY)|Geburtsdatum (TT.MM.JJJJ)|Date de naissance (jj/mm/aaaa)=birthday
    Fecha de nacimiento (dd/mm/aaaa)=birthday; Mobile (with country code)=phone.mobile
    Confirm e-mail|Repeat your e-mail address|confirm_email|E-Mail wiederholen=email
    Questions or comments?|Comments / Questions|What can we help you with?=note
    What's your e-mail address? (required)|Please enter your email|Great, and your e-mail?=email
    Please enter your phone number|Phone number - optional|Telephone (optional)=phone
    What is your role?=jobTitle; When is your birthday?=birthday
    What are your pronouns?=pronouns; What company do you work for?=company
    How can we help you?=note; Contact email|Contact's email=email; Customer name=name
    Customer number=externalId
    Wie lautet Ihre E-Mail-Adresse?|Bitte geben Sie Ihre E-Mail-Adresse ein=email
    Wie ist dein Name?=name
    Bitte geben Sie Ihren Namen ein|Wie heißt du?|Ihr Name (Pflichtfeld)|Name eingeben=name
    Quel est votre prénom ?=givenName
    Votre adresse e-mail :|L'adresse e-mail (facultatif)=email
    Veuillez saisir votre numéro de téléphone, s'il vous plaît=phone
    Comment vous appelez-vous ?=name
    ¿Cuál es tu nombre?|¿Cómo te llamas?|Nombre (obligatorio)=name
    Ingresa tu correo electrónico=email; ¿Cuáles son sus apellidos?=familyName
    Teléfono de contacto=phone; Qual è il tuo nome?|Come ti chiami?=name
    Inserisci il tuo indirizzo e-mail=email; Il tuo cognome (obbligatorio)=familyName
    Qual é o seu nome?=name; Digite seu e-mail=email; Informe o seu telefone (opcional)=phone
    Wat is uw naam?|Vul uw naam in=name; Wat is je e-mailadres?|Uw e-mailadres (verplicht)=email
    Hoe heet je?=name; Wat is jouw voornaam?=givenName"""

SPELLINGS = """firstName|first_name|First Name|first-name|FIRST NAME *=givenName
    first.name|First   Name :|FirstName?|FIRSTNAME=givenName
    "Name"|« Nom »|\uff2e\uff21\uff2d\uff25|📧 Name|Name…=name; E\u2011Mail|eMail=email
    E MAIL|e\u00admail|EMail=email; ¿Teléfono?=phone
    Phone #|Phone2|phone_2|Phone 1|Phone / Mobile=phone
    City / Town|City|Stadt/Ort=address.city; Prénom|Pre\u0301nom|PRÉNOM=givenName
    Universität Name|Name (Zeile 2)=; STRASSE|Straße|STRAßE=address.street
    Address 2|Address Line 2|Apartment, suite, etc.=address.extended
    State / Province / Region=address.region"""

UNKNOWN = """Username|user name|userName|User_Name|Product name|Form name|form.name|form_name
    form.email|Dog's name|What is your dog's name?|Mother's maiden name|Maiden name|File name
    Event|Event name|event.name|Date|Time|Type|id|ID|lead_id|contact_id|user_id|submission_id
    form_id|contact.id|hs_object_id|owner.email|owner.name|owner_email|assistant.email
    company.email|company.phone|company.address|organizer.name|organizer.email|campaign.name
    page.name|page_url|site_url|utm_source|utm_campaign|Budget|Number|Score|Status|Source
    Lead source|Subject|Betreff|Objet|Password|new-password|cc-name|cc-given-name|Name on card
    Account name|Host name|Domain|Domain name|Nationality|City of birth|Country of birth
    Geburtsort|Number of employees|Company size|Industry|Newsletter|Email opt-in|email_type
    email_required|email_optional|verified_email|cc_email|email_messages_count|notes_count
    Parent email|Friend's email|Guest name|Emergency contact|Emergency contact name|School name
    Team name|Project name|Course name|Student's name|Doctor's name|Hotel name|Signature
    ip_address|timezone|created_at|Previous company|Former name|E-mail 1 - Type|E-mail 1 - Label
    Phone 1 - Label|Address 1 - Type|Event 1 - Value|Relation 1 - Value|Address 2 - City
    addresses[1].city|people[1].name|First name 2|Attendee 2 name|Custom Field 1 - Value|Photo
    leads[1].email|contact[2].phone|data[1].email|people[1].emails[0].value|user[1].url
    Labels|Name and e-mail|Name, company|Company, name|Company / Name|Name/Phone|Email & phone
    PLZ, Ort|PLZ/Ort|Hausnummer|House number|Country code|Area code|Extension|Role|Genre|Apelido
    Aniversario|Titre|Título|Titolo|Nota|Departamento|Département|Service|Site|Prefix|Age
    Preferred date|Preferred city|How did you hear about us?|Job|Jobs|Salary
    What is your favourite city?|Имя name|名前|Checkboxes (Name)|Payment (name)|Payment (email)
    First pet's name|shipping_city|Shipping name|OtherCity|Contact owner|Customer since
    Contact type|Contact|Your|Please|What is your|Home|Work|Business|Office|Mobile app
    Home owner|Work experience|Title of event|Property address|venue.address|Second name
    Segundo apellido|Apellido materno|Tussenvoegsel|Initials|iPhone|Phone model|Street view
    Zip file|Country music|Region of interest|Language level|Insurance company|Tax ID|VAT number
    IBAN|Passport number|Benutzername|Produktname|Dateiname|Nom d'utilisateur|Nom du produit
    Nombre de usuario|Nombre del producto|Nome utente|Nome do produto|Gebruikersnaam|Productnaam
    Ort der Veranstaltung|Anzahl Personen|Bewertung|.|?|***|1|1.3|[]|a.b|__c|section-|/|&|3 4
    name name|email.type|phone.type|address.type|name.type"""


def read(table: str) -> Iterator[tuple[str, str | None]]:
    """Yield the names of a table with their targets."""
    for entry in re.split(r"; |;?\n\s*", table):
        names, _, target = entry.rpartition("=")
        for name in names.split("|"):
            yield name, target or None
