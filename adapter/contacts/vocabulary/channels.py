"""How somebody is reached, in the words of forms: e-mail, phone, web, and the kinds of each.

Left out on purpose: site (a building, a web site), sms (a number, a consent), role of a number
(callback, emergency contact: somebody else's).

The words are gathered by hand; browsers' own lists to compare them with:
https://chromium.googlesource.com/chromium/src/+/main/components/autofill/core/common/
"""

from collections.abc import Mapping

CHANNELS: Mapping[str, Mapping[str, str]] = {
    "email": {
        "en": "email, emails, email address, email addresses, email id, mail, user email,"
        " best email, best email address, preferred email, preferred email address",
        "de": "e mail adresse, e mail adressen, e mail anschrift, mailadresse, mail adresse",
        "fr": "adresse e mail, adresse mail, adresse électronique, adresse de courriel,"
        " adresse courriel, adresse de courrier électronique, courriel, courrier électronique",
        "es": "correo, correo electrónico, correo e, dirección de correo, dirección de email,"
        " dirección email, dirección de e mail, dirección de correo electrónico",
        "it": "posta elettronica, indirizzo email, indirizzo mail, indirizzo di posta elettronica",
        "pt": "endereço de e mail, endereço e mail, endereço eletrônico, endereço eletrónico,"
        " correio eletrônico, correio eletrónico, correio electrónico",
        "nl": "e mailadres, mailadres, e mail adres",
    },
    "email.work": {
        "en": "work email, work email address, company email, company email address",
        "de": "firmen e mail, firmen e mail adresse, firmenmail, dienstmail, dienst e mail",
        "fr": "email de l entreprise, adresse email de l entreprise",
        "es": "correo de la empresa, correo electrónico de la empresa, email de la empresa",
        "pt": "e mail da empresa",
        "nl": "werkmail, werk e mail, bedrijfsmail",
    },
    "phone": {
        "en": "phone, phones, telephone, tel, phone number, phone numbers, telephone number,"
        " telephone no, phone no, tel no, contact number, contact no, landline, landline number,"
        " daytime phone, daytime phone number, daytime telephone, evening phone,"
        " best phone number, best phone, best contact number, preferred phone,"
        " preferred phone number, user phone, whatsapp, whatsapp number, whatsapp no",
        "de": "telefon, telefonnummer, telefon nr, telefonnr, tel nr, tel nummer, fon, rufnummer,"
        " festnetz, festnetznummer, festnetztelefon, rückrufnummer, whatsapp nummer",
        "fr": "téléphone, tél, numéro de téléphone, numéro téléphone, numéro de tél, n° téléphone,"
        " n° de téléphone, nº de téléphone, n° de tél, n° tél, téléphone fixe, tél fixe,"
        " ligne fixe, numéro fixe, numéro whatsapp, numéro de whatsapp",
        "es": "teléfono, número de teléfono, número telefónico, nº de teléfono, n° de teléfono,"
        " nº teléfono, número de contacto, teléfono fijo, tel fijo, número de whatsapp",
        "it": "telefono, numero di telefono, numero telefono, numero telefonico, n telefono,"
        " n di telefono, recapito telefonico, telefono fisso, numero whatsapp, numero di whatsapp",
        "pt": "telefone, fone, número de telefone, número do telefone, número telefone,"
        " nº de telefone, telefone fixo, número de contato, número do whatsapp",
        "nl": "telefoon, telefoonnummer, telefoonnr, telefoon nr, vaste telefoon, vast nummer,"
        " contactnummer, whatsappnummer",
    },
    "phone.mobile": {
        "en": "mobile, mobile phone, mobile number, mobile no, mobile phone number,"
        " mobile telephone, mobile telephone number, cell, cell phone, cell number,"
        " cell phone number, cellular, cellular phone, cellular number, sms number",
        "de": "handy, handynummer, handynr, handy nr, mobil, mobilnummer, mobilnr, mobil nr,"
        " mobiltelefon, mobiltelefonnummer, mobilfunk, mobilfunknummer, mobile nummer,"
        " mobile telefonnummer, mobile rufnummer, natel, natelnummer",
        "fr": "mobile, portable, gsm, cellulaire, téléphone portable, téléphone mobile,"
        " téléphone cellulaire, numéro de portable, numéro de mobile, numéro portable,"
        " numéro mobile, numéro de gsm, numéro de cellulaire, numéro de téléphone portable,"
        " numéro de téléphone mobile, n° de portable, n° portable, n° mobile, tél portable",
        "es": "móvil, celular, teléfono móvil, teléfono celular, número de móvil, número móvil,"
        " número de celular, número celular, número de teléfono móvil, número de teléfono celular,"
        " tel móvil, nº de móvil",
        "it": "cellulare, telefono cellulare, telefono mobile, numero di cellulare,"
        " numero cellulare, numero di telefono cellulare, recapito cellulare, n cellulare",
        "pt": "celular, telemóvel, telefone celular, telefone móvel, número de telemóvel,"
        " número do telemóvel, número do celular, nº de telemóvel",
        "nl": "mobiel, mobiele telefoon, mobiel nummer, mobiele nummer, mobiel telefoonnummer,"
        " mobiele telefoonnummer, gsm nummer, gsmnummer, 06 nummer",
    },
    "phone.home": {
        "en": "home phone, home phone number, home number, home telephone",
        "de": "privattelefon, privatnummer, private nummer",
        "nl": "thuistelefoon, privénummer",
    },
    "phone.work": {
        "en": "work phone, work phone number, work number, office number, business number,"
        " business phone, direct line, direct dial, direct phone, company phone,"
        " company phone number, company telephone",
        "de": "diensttelefon, geschäftstelefon, bürotelefon, büronummer, firmentelefon,"
        " dienstnummer, durchwahl",
        "fr": "ligne directe, téléphone de l entreprise",
        "es": "línea directa, teléfono de la empresa",
        "it": "linea diretta, telefono dell azienda",
        "pt": "linha direta, telefone da empresa",
        "nl": "doorkiesnummer, direct nummer, zakelijk nummer, telefoon bedrijf, werktelefoon",
    },
    "phone.main": {
        "en": "main phone, main number, switchboard, company main phone",
        "de": "telefonzentrale, hauptnummer, hauptrufnummer",
        "fr": "standard téléphonique",
        "es": "centralita",
        "it": "centralino",
        "nl": "algemeen nummer, algemeen telefoonnummer, hoofdnummer",
    },
    "phone.workFax": {
        "en": "fax, fax number, fax no, telefax, facsimile, work fax, business fax",
        "de": "faxnummer, telefaxnummer, fax nr, faxnr",
        "fr": "télécopie, télécopieur, numéro de fax, numéro de télécopie, n° de fax",
        "es": "número de fax, nº de fax",
        "it": "numero di fax, numero fax",
        "pt": "número de fax, número do fax",
        "nl": "faxnummer",
    },
    "phone.homeFax": {"en": "home fax, home fax number", "de": "privatfax"},
    "phone.otherFax": {"en": "other fax, other fax number"},
    "phone.pager": {
        "en": "pager, pager number, beeper",
        "fr": "bipeur, téléavertisseur",
        "es": "buscapersonas",
        "it": "cercapersone",
        "nl": "semafoon",
    },
    "phone.other": {"en": "other phone, other phone number, car phone, radio phone"},
    "url": {
        "en": "website, websites, url, urls, homepage, homepage url, web, webpage, web address,"
        " website url, website address, website link",
        "de": "webseite, internetseite, internetadresse, internetauftritt, webadresse,"
        " webauftritt, webpräsenz",
        "fr": "site web, site internet, page web, adresse web, adresse du site,"
        " adresse du site web, adresse du site internet",
        "es": "sitio web, página web, dirección web, página de internet",
        "it": "sito, sito web, sito internet, pagina web, indirizzo web",
        "pt": "página web, sítio web, endereço web, página na internet, site na internet",
        "nl": "webpagina, webadres, internetadres, internetpagina, websiteadres",
    },
    "url.work": {
        "en": "company website, company url, company homepage, company web site, business url",
        "de": "firmenwebsite, firmenwebseite, firmenhomepage, unternehmenswebsite,"
        " unternehmenswebseite, website des unternehmens, website der firma",
        "fr": "site de l entreprise, site web de l entreprise, site internet de l entreprise,"
        " site web de la société, site de la société",
        "es": "web de la empresa, sitio web de la empresa, página web de la empresa",
        "it": "sito aziendale, sito dell azienda, sito web dell azienda",
        "pt": "site da empresa, website da empresa",
        "nl": "bedrijfswebsite, website bedrijf, website van het bedrijf",
    },
    "url.blog": {"en": "blog, weblog, blog url, blog address, blog link"},
    "url.profile": {
        "en": "linkedin, linkedin url, linkedin link, linkedin profile, linkedin profile url,"
        " linkedin profile link, profile url, social profile, facebook url, facebook profile,"
        " facebook page, twitter url, twitter profile, instagram url, instagram profile,"
        " github url, github profile, xing profile",
        "de": "linkedin profil, profil linkedin, xing, xing profil, facebook profil",
        "es": "perfil de linkedin, perfil linkedin",
        "it": "profilo linkedin",
        "pt": "perfil do linkedin",
        "nl": "linkedin profiel",
    },
    "im": {"en": "im, instant messenger, instant messaging, im address"},
    "im.skype": {"en": "skype, skype id, skype name, skype username, skype handle, skype address"},
    "im.jabber": {"en": "jabber, jabber id, xmpp, xmpp address"},
    "im.icq": {"en": "icq, icq number, icq id", "de": "icq nummer"},
    "im.googleTalk": {"en": "google talk, gtalk"},
    "im.msn": {"en": "msn messenger"},
    "im.yahoo": {"en": "yahoo messenger, yahoo id"},
    "im.aim": {"en": "aim screen name, aol instant messenger"},
    "im.qq": {"en": "qq number, qq id"},
    "sip": {"en": "sip, sip address, sip uri"},
}

KINDS: Mapping[str, Mapping[str, str]] = {
    "home": {
        "en": "home, personal, private, residential",
        "de": "privat, private, privater, privates, persönlich, persönliche, zu hause",
        "fr": "personnel, personnelle, perso, privé, privée, domicile, du domicile, maison",
        "es": "particular, casa, de casa, del domicilio, residencial, privado, privada",
        "it": "personale, privato, privata, di casa, abitazione",
        "pt": "pessoal, residencial, da residência",
        "nl": "privé, thuis, persoonlijk, persoonlijke",
    },
    "work": {
        "en": "work, business, office, professional, corporate",
        "de": "geschäftlich, geschäftliche, geschäftlicher, geschäftliches, dienstlich,"
        " dienstliche, beruflich, berufliche, büro, arbeit, geschäft",
        "fr": "professionnel, professionnelle, pro, bureau, du bureau, travail, de travail,"
        " au travail",
        "es": "trabajo, de trabajo, del trabajo, laboral, profesional, oficina, de oficina,"
        " de la oficina, corporativo, corporativa, empresarial",
        "it": "lavoro, di lavoro, ufficio, dell ufficio, aziendale, professionale",
        "pt": "trabalho, de trabalho, do trabalho, comercial, profissional, escritório,"
        " do escritório",
        "nl": "werk, zakelijk, zakelijke, kantoor, op het werk",
    },
    "mobile": {
        "en": "mobile, cell, cellular",
        "de": "mobil, handy",
        "fr": "portable",
        "es": "móvil, celular",
        "it": "cellulare",
        "pt": "móvel",
        "nl": "mobiel, mobiele",
    },
    "fax": {"en": "fax"},
    "pager": {"en": "pager"},
    "main": {"en": "main", "es": "principal", "it": "principale"},
    "other": {
        "en": "other, alternate, alternative, secondary, additional, second",
        "de": "andere, weitere, zweite, sonstige",
        "fr": "autre, secondaire",
        "es": "otro, otra, secundario, secundaria, alternativo, alternativa, adicional",
        "it": "altro, altra, secondario, secondaria",
        "pt": "outro, outra",
        "nl": "ander, tweede",
    },
    "": {"en": "primary, mailing, default, billing"},
}
"""Words beside an e-mail, phone, web or postal address that say which of several it is."""
