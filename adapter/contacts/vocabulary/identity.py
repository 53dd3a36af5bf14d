"""Who somebody is, in the words of forms: names, dates, gender, relations, and what they write.

One line per language; phrases apart by commas, as people write them. Left out on purpose, because
two languages or trades mean different things by them: aniversario (es, pt), apelido (pt), genre
(en, fr), kind (de, en), nota (es, it, pt), prefix, titolo, título, titre.

The words are gathered by hand; browsers' own lists to compare them with:
https://chromium.googlesource.com/chromium/src/+/main/components/autofill/core/common/
"""

from collections.abc import Mapping

IDENTITY: Mapping[str, Mapping[str, str]] = {
    "name": {
        "en": "name, full name, complete name, legal name, full legal name, display name,"
        " person name, contact person, first and last name, first & last name, first/last name,"
        " first name and last name, first name & last name, first name/last name,"
        " first name last name, last name/first name, name and surname, first name and surname,"
        " name first last",
        "de": "name, namen, vollständiger name, voller name, ganzer name, vor und nachname,"
        " vor & nachname, vor/nachname, vorname und nachname, vorname & nachname, kundenname,"
        " vorname/nachname, vorname nachname, name vorname, name und vorname, name/vorname,"
        " vorname und name, vorname/name, nachname/vorname, kontaktname, kontaktperson,"
        " ansprechpartner, ansprechpartnerin, ansprechperson, wie heißt du, wie heißen sie",
        "fr": "nom, nom complet, nom et prénom, nom & prénom, nom/prénom, nom prénom,"
        " nom et prénoms, noms et prénoms, prénom et nom, prénom & nom, prénom/nom, prénom nom,"
        " nom du contact, personne de contact, interlocuteur, comment vous appelez vous,"
        " comment t appelles tu",
        "es": "nombre, nombre completo, nombre y apellido, nombre y apellidos, nombre apellidos,"
        " nombres y apellidos, nombre/apellidos, nombre/apellido, apellidos y nombre,"
        " apellidos/nombre, nombre de contacto, nombre del contacto, persona de contacto,"
        " cómo te llamas, cómo se llama usted",
        "it": "nome, nome completo, nome e cognome, cognome e nome, nome cognome, nome/cognome,"
        " cognome/nome, nominativo, persona di contatto, come ti chiami, come si chiama",
        "pt": "nome, nome completo, nome e sobrenome, nome e apelido, nome/sobrenome,"
        " nome do contato, nome do contacto, pessoa de contato, pessoa de contacto,"
        " como você se chama, como se chama, como te chamas",
        "nl": "naam, volledige naam, voor en achternaam, voor & achternaam, voornaam achternaam,"
        " voornaam en achternaam, voornaam & achternaam, naam en voornaam, achternaam/voornaam,"
        " contactpersoon, naam contactpersoon, hoe heet je, hoe heet jij, hoe heet u",
    },
    "givenName": {
        "en": "first name, first names, given name, given names, forename, forenames,"
        " christian name, name first, name first name",
        "de": "vorname, vornamen, rufname",
        "fr": "prénom, prénoms, prénom usuel",
        "es": "nombres, nombre de pila, primer nombre",
        "it": "primo nome, nome di battesimo",
        "pt": "primeiro nome, nome próprio, nomes próprios, prenome",
        "nl": "voornaam, voornamen, roepnaam",
    },
    "familyName": {
        "en": "last name, last names, surname, surnames, family name, family names, name last,"
        " name last name",
        "de": "nachname, nachnamen, familienname, familiennamen, zuname",
        "fr": "nom de famille, nom d usage, patronyme",
        "es": "apellido, apellidos, primer apellido, apellido paterno",
        "it": "cognome, cognomi",
        "pt": "sobrenome, sobrenomes, último nome, nome de família",
        "nl": "achternaam, familienaam",
    },
    "middleName": {
        "en": "middle name, middle names, middle initial, name middle",
        "de": "zweiter vorname, zweitname, mittelname",
        "fr": "deuxième prénom, second prénom",
        "es": "segundo nombre",
        "it": "secondo nome",
        "pt": "nome do meio, segundo nome",
        "nl": "tweede voornaam",
    },
    "honorificPrefix": {
        "en": "salutation, honorific, courtesy title, academic title, name prefix, name title",
        "de": "anrede, titel, akademischer titel, namenstitel",
        "fr": "civilité, titre de civilité, titre de courtoisie",
        "es": "tratamiento, fórmula de tratamiento, título de cortesía",
        "it": "titolo di cortesia, titolo onorifico, appellativo",
        "pt": "forma de tratamento, pronome de tratamento, título de cortesia",
        "nl": "aanhef, titel, aanspreektitel, aanspreekvorm",
    },
    "honorificSuffix": {
        "en": "suffix, name suffix, generational suffix",
        "de": "namenssuffix",
        "fr": "suffixe, suffixe du nom",
        "es": "sufijo",
        "it": "suffisso",
        "pt": "sufixo",
        "nl": "achtervoegsel",
    },
    "nickname": {
        "en": "nickname, nick, preferred name, preferred first name, known as, also known as",
        "de": "spitzname",
        "fr": "surnom",
        "es": "apodo, sobrenombre",
        "it": "soprannome",
        "pt": "alcunha",
        "nl": "bijnaam",
    },
    "birthday": {
        "en": "birthday, birth date, date of birth, day of birth, dob, bday, born on,"
        " when were you born",
        "de": "geburtstag, geburtsdatum, geb datum, tag der geburt, geboren am,"
        " wann bist du geboren, wann sind sie geboren, wann hast du geburtstag,"
        " wann haben sie geburtstag",
        "fr": "anniversaire, date d anniversaire, date de naissance, né le, née le,"
        " quand êtes vous né, quand êtes vous née, quand es tu né, quand es tu née",
        "es": "cumpleaños, fecha de nacimiento, fecha nacimiento, fecha de cumpleaños,"
        " cuándo naciste, cuándo nació",
        "it": "compleanno, data di nascita, data nascita, giorno di nascita, nato il, nata il,"
        " quando sei nato, quando sei nata, quando è nato, quando è nata",
        "pt": "data de nascimento, data nascimento, data de aniversário, dia de aniversário,"
        " quando nasceu, quando você nasceu",
        "nl": "geboortedatum, geboortedag, verjaardag, wanneer ben je geboren,"
        " wanneer bent u geboren, wanneer ben je jarig, wanneer bent u jarig",
    },
    "gender": {
        "en": "gender, sex, gender identity",
        "de": "geschlecht",
        "fr": "sexe",
        "es": "sexo, género, identidad de género",
        "it": "sesso, genere",
        "pt": "sexo, gênero, identidade de gênero",
        "nl": "geslacht",
    },
    "pronouns": {
        "en": "pronouns, preferred pronouns, personal pronouns, gender pronouns",
        "de": "pronomen, bevorzugte pronomen",
        "fr": "pronoms",
        "es": "pronombres",
        "it": "pronomi",
        "pt": "pronomes",
        "nl": "voornaamwoorden",
    },
    "note": {
        "en": "note, notes, message, comment, comments, remark, remarks, additional comments,"
        " additional notes, comments or questions, questions or comments, comments/questions,"
        " questions/comments, what can we help you with, inquiry, enquiry, how can we help,"
        " how can we help you, bio,"
        " biography, about me, about you, about yourself, tell us about yourself",
        "de": "notiz, notizen, nachricht, nachricht an uns, mitteilung, kommentar, kommentare,"
        " bemerkung, bemerkungen, anmerkung, anmerkungen, anliegen, anfrage, über mich,"
        " wie können wir helfen, wie können wir ihnen helfen, wie können wir dir helfen,"
        " was können wir für sie tun, was können wir für dich tun",
        "fr": "message, commentaire, commentaires, remarque, remarques, observations, biographie,"
        " votre demande, comment pouvons nous vous aider, à propos de vous",
        "es": "notas, mensaje, comentario, comentarios, observación, observaciones, consulta,"
        " biografía, cómo podemos ayudarte, cómo podemos ayudarle, en qué podemos ayudarte",
        "it": "note, messaggio, commento, commenti, osservazioni, annotazioni, richiesta,"
        " biografia, come possiamo aiutarti, come possiamo aiutarla",
        "pt": "notas, mensagem, comentário, comentários, observação, observações, anotações,"
        " biografia, como podemos ajudar, como podemos ajudá lo",
        "nl": "notitie, notities, bericht, opmerking, opmerkingen, toelichting, over mij,"
        " hoe kunnen we u helpen, hoe kunnen wij u helpen, waarmee kunnen we u helpen",
    },
    "interest": {
        "en": "interests, hobby, hobbies, hobbies and interests, hobbies & interests",
        "de": "interessen, hobbys",
        "fr": "centres d intérêt, centre d intérêt, loisirs, passe temps",
        "es": "intereses, aficiones, pasatiempos",
        "it": "interessi, passatempi",
        "pt": "interesses, passatempos",
        "nl": "interesses, hobby s",
    },
    "locale": {
        "en": "language, preferred language, locale",
        "de": "sprache, bevorzugte sprache, korrespondenzsprache",
        "fr": "langue, langue préférée, langue de correspondance",
        "es": "idioma, idioma preferido",
        "it": "lingua, lingua preferita",
        "pt": "idioma, idioma preferido",
        "nl": "taal, voorkeurstaal",
    },
    "externalId": {
        "en": "external id, customer id, customer number, customer no, client number, client id",
        "de": "kundennummer, kundennr, kunden nr, kunden id, kundnr",
        "fr": "numéro client, numéro de client, n° client, n° de client, code client",
        "es": "número de cliente, nº de cliente, n° de cliente, código de cliente",
        "it": "numero cliente, codice cliente",
        "pt": "número de cliente, número do cliente, código do cliente",
        "nl": "klantnummer, klantnr, relatienummer",
    },
    "event.anniversary": {
        "en": "anniversary, wedding anniversary, anniversary date",
        "de": "hochzeitstag",
        "fr": "anniversaire de mariage",
        "es": "aniversario de boda, aniversario de bodas",
        "it": "anniversario di matrimonio",
        "pt": "aniversário de casamento",
        "nl": "trouwdag, huwelijksverjaardag",
    },
    "relation.spouse": {
        "en": "spouse, spouse name, spouse s name, name of spouse, husband s name, wife s name",
        "de": "ehepartner, ehegatte, ehegattin, name des ehepartners",
        "fr": "conjoint, conjointe, nom du conjoint",
        "es": "cónyuge, nombre del cónyuge",
        "it": "coniuge, nome del coniuge",
        "pt": "cônjuge, nome do cônjuge",
        "nl": "echtgenoot, echtgenote, naam echtgenoot",
    },
    "relation.partner": {"en": "partner s name, name of partner", "nl": "naam partner"},
    "relation.child": {"en": "child s name, children s names", "de": "name des kindes"},
    "relation.mother": {"en": "mother s name, name of mother", "de": "name der mutter"},
    "relation.father": {"en": "father s name, name of father", "de": "name des vaters"},
    "relation.assistant": {"en": "assistant name, assistant s name", "de": "name der assistenz"},
    "relation.manager": {
        "en": "manager name, manager s name, supervisor name, supervisor s name, line manager",
        "de": "name des vorgesetzten",
    },
    "relation.referredBy": {
        "en": "referred by, recommended by, who referred you, referral name",
        "de": "empfohlen von, empfohlen durch, geworben von, wer hat sie empfohlen",
        "fr": "recommandé par, recommandée par, parrainé par",
        "es": "recomendado por, referido por, quién te recomendó",
        "it": "consigliato da, segnalato da",
        "pt": "indicado por, recomendado por, quem indicou",
        "nl": "aanbevolen door, doorverwezen door",
    },
}
