"""Where somebody lives or works, in the words of forms.

A house number asked apart from its street has no place of its own in a contact. Left out on
purpose: country code (a dialling code, a country), stato (it: a country, a state, a condition),
apartment and suite alone (what somebody rents), via (it, en), uf.

The words are gathered by hand; lists to compare them with: https://github.com/google/libaddressinput
https://chromium.googlesource.com/chromium/src/+/main/components/autofill/core/common/
"""

from collections.abc import Mapping

PLACES: Mapping[str, Mapping[str, str]] = {
    "address": {
        "en": "address, addresses, full address, complete address, mailing address,"
        " postal address, permanent address, current address, default address, invoice address",
        "de": "adresse, anschrift, postanschrift, postadresse, vollständige adresse,"
        " vollständige anschrift, kontaktadresse, rechnungsadresse, rechnungsanschrift",
        "fr": "adresse postale, adresse complète, adresse de facturation",
        "es": "dirección, dirección postal, dirección completa, domicilio,"
        " dirección de facturación, dirección de correspondencia",
        "it": "indirizzo, indirizzo completo, indirizzo postale, domicilio,"
        " indirizzo di fatturazione",
        "pt": "endereço, endereço completo, endereço postal, morada, morada completa,"
        " endereço de cobrança, endereço de faturamento, morada de faturação,"
        " endereço de correspondência",
        "nl": "adres, volledig adres, postadres, factuuradres, correspondentieadres, contactadres",
    },
    "address.home": {
        "en": "home address, residential address",
        "de": "privatadresse, privatanschrift, wohnadresse, wohnanschrift, heimatadresse",
        "fr": "adresse de résidence",
        "it": "indirizzo di residenza",
        "nl": "privéadres, thuisadres, woonadres",
    },
    "address.work": {
        "en": "work address, business address, company address, office address",
        "de": "geschäftsadresse, geschäftsanschrift, firmenadresse, firmenanschrift, büroadresse,"
        " dienstadresse, dienstanschrift, unternehmensadresse",
        "fr": "adresse de l entreprise, adresse de la société",
        "es": "dirección de la empresa",
        "it": "indirizzo dell azienda",
        "pt": "endereço da empresa, morada da empresa",
        "nl": "bedrijfsadres, werkadres, kantooradres",
    },
    "address.street": {
        "en": "street, street 1, street address, street name, address 1, address line,"
        " address line 1, street line 1, street and number, street & number, street/number,"
        " street and house number, street number and name, street name and number",
        "de": "straße, str, straßenname, straße 1, adresse 1, adresszeile, adresszeile 1,"
        " straße und hausnummer, straße & hausnummer, straße hausnummer, straße/hausnummer,"
        " straße und hausnr, straße & hausnr, straße hausnr, straße/hausnr, straße und nr,"
        " straße & nr, straße nr, straße/nr, straße und nummer, str und hausnr, str/hausnr,"
        " str nr, str/nr, str und nr, str & nr",
        "fr": "rue, nom de rue, nom de la rue, rue et numéro, numéro et rue, numéro et nom de rue,"
        " numéro et nom de la rue, numéro et voie, n° et rue, n° et nom de rue, n° et voie,"
        " adresse ligne 1, ligne d adresse 1, adresse 1",
        "es": "calle, nombre de la calle, calle y número, calle número, calle/número, calle y nº,"
        " dirección 1, dirección línea 1, línea de dirección 1",
        "it": "via e numero civico, via/numero civico, via e numero, via e n civico, via/piazza,"
        " indirizzo 1, indirizzo riga 1, via numero civico",
        "pt": "rua, nome da rua, rua e número, rua número, rua/número, logradouro, endereço 1,"
        " endereço linha 1, linha de endereço 1, morada linha 1",
        "nl": "straat, straatnaam, straat en huisnummer, straat & huisnummer, straat huisnummer,"
        " straat/huisnummer, straatnaam en huisnummer, straat en nummer, straat en nr, straat nr,"
        " straat en huisnr, adres 1, adresregel 1",
    },
    "address.extended": {
        "en": "extended address, address 2, address line 2, street 2, street line 2, address 3,"
        " street address 2, street address line 2, address line 3, apt, apt number,"
        " apartment number, apt/suite, apartment/suite, apt/suite/unit, apartment/suite/etc,"
        " apartment/suite/unit/etc",
        "de": "adresszusatz, adresse 2, adresszeile 2, straße 2",
        "fr": "complément d adresse, adresse ligne 2, ligne d adresse 2, adresse 2",
        "es": "complemento de dirección, dirección 2, dirección línea 2, línea de dirección 2",
        "it": "indirizzo 2, indirizzo riga 2",
        "pt": "complemento, complemento do endereço, endereço 2, endereço linha 2,"
        " linha de endereço 2, morada linha 2",
        "nl": "adrestoevoeging, adres 2, adresregel 2",
    },
    "address.poBox": {
        "en": "po box, post office box, po box number",
        "de": "postfach",
        "fr": "boîte postale",
        "es": "apartado postal, apartado de correos",
        "it": "casella postale",
        "pt": "caixa postal",
        "nl": "postbus, postbusnummer",
    },
    "address.city": {
        "en": "city, town, city or town, city name, municipality, locality, city of residence",
        "de": "stadt, ort, wohnort, gemeinde, ortsname",
        "fr": "ville, commune, localité, municipalité, ville de résidence",
        "es": "ciudad, localidad, población, municipio, ciudad de residencia",
        "it": "città, comune, località, città di residenza",
        "pt": "cidade, localidade, município, cidade de residência",
        "nl": "stad, plaats, plaatsnaam, woonplaats, gemeente",
    },
    "address.region": {
        "en": "state, province, region, county, prefecture, state province, state or province,"
        " state/province, state region, state/territory, state province region, us state",
        "de": "bundesland, kanton",
        "fr": "région, canton, état/province",
        "es": "provincia, región, estado, comunidad autónoma, estado provincia",
        "it": "regione",
        "pt": "estado, estado uf, província, distrito",
        "nl": "provincie, regio",
    },
    "address.postalCode": {
        "en": "postal code, postcode, zip, zip code, zip postal code, zip or postal code,"
        " zip/postal, postal/zip, postal/zip code, postal zip code, pin code, eircode",
        "de": "plz, postleitzahl",
        "fr": "code postal",
        "es": "código postal",
        "it": "cap, codice postale, codice di avviamento postale",
        "pt": "cep, código postal, código de endereçamento postal",
        "nl": "postcode",
    },
    "address.country": {
        "en": "country, country name, country region, country/region, country/territory,"
        " country of residence",
        "de": "land, land/region, wohnsitzland",
        "fr": "pays, pays/région, pays de résidence",
        "es": "país, país/región, país de residencia",
        "it": "paese, nazione, paese/regione, paese di residenza",
        "pt": "país, país/região, país de residência",
        "nl": "land, land/regio",
    },
    "address.countryCode": {"en": "iso country code, country iso code, country iso"},
    "location": {
        "en": "location, your location",
        "de": "standort",
        "fr": "localisation",
        "es": "ubicación",
        "pt": "localização",
        "nl": "locatie",
    },
}

INSIDE_ADDRESS: Mapping[str, Mapping[str, str]] = {
    "address": {"en": "formatted, formatted value, full, freeform"},
    "address.street": {"en": "line, line 1, 1"},
    "address.extended": {"en": "line 2, 2, extended, unit, suite, apartment"},
    "address.city": {"en": "suburb"},  # in Australia
    "address.poBox": {"en": "box"},
    "address.countryCode": {"en": "country code"},
}
"""Words that mean a part of an address only when an address stands in front of them."""
