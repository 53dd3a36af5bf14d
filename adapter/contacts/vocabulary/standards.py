"""The published vocabularies of people: what standards and address books call a field.

Left out: LDAP's and vCard's short names (c, cn, fn, l, n, o, ou, sn, st) mean other things
in forms. TITLE is a job in vCard and Salesforce and an honorific in Outlook's CSV: a job here.
WHATWG's `country` is a code; forms use the word for the name, and so do we.

WHATWG autofill   https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill
schema.org        https://schema.org/Person https://schema.org/PostalAddress
vCard             https://www.rfc-editor.org/rfc/rfc6350 https://www.rfc-editor.org/rfc/rfc9554
LDAP              https://www.rfc-editor.org/rfc/rfc2798 https://www.rfc-editor.org/rfc/rfc4519
Google's CSV      https://support.google.com/contacts/answer/1069522 (both headers)
Outlook's CSV     https://support.microsoft.com/office (export contacts from Outlook)
People API        https://people.googleapis.com/$discovery/rest?version=v1
"""

from collections.abc import Mapping

STANDARDS: Mapping[str, Mapping[str, str]] = {
    "name": {
        "whatwg": "name",
        "ldap": "common name, display name",
        "vcard": "formatted name",
        "people": "display name, unstructured name",
    },
    "givenName": {"whatwg": "given name", "google": "first name, given name"},
    "familyName": {"whatwg": "family name", "ldap": "surname", "google": "last name"},
    "middleName": {
        "whatwg": "additional name",
        "vcard": "additional names",
        "google": "middle name",
    },
    "honorificPrefix": {
        "whatwg": "honorific prefix",
        "vcard": "honorific prefixes",
        "google": "name prefix",
    },
    "honorificSuffix": {
        "whatwg": "honorific suffix",
        "vcard": "honorific suffixes",
        "google": "name suffix",
    },
    "phoneticFullName": {"google": "yomi name, phonetic name", "people": "phonetic full name"},
    "phoneticGivenName": {
        "google": "given name yomi, phonetic first name",
        "vcard": "x phonetic first name",
        "people": "phonetic given name",
    },
    "phoneticFamilyName": {
        "google": "family name yomi, phonetic last name",
        "vcard": "x phonetic last name",
        "people": "phonetic family name",
    },
    "nickname": {"whatwg": "nickname", "schema": "alternate name", "people": "nicknames"},
    "fileAs": {"google": "file as", "people": "file ases"},
    "email": {
        "whatwg": "email",
        "ldap": "mail, rfc822 mailbox",
        "outlook": "email address",
        "people": "email addresses",
    },
    "phone": {
        "whatwg": "tel, tel national",
        "schema": "telephone",
        "ldap": "telephone number",
        "people": "phone number, phone numbers",
    },
    "phone.home": {"ldap": "home phone, home telephone number"},
    "phone.mobile": {"ldap": "mobile, mobile telephone number"},
    "phone.pager": {"ldap": "pager, pager telephone number"},
    "phone.workFax": {"schema": "fax number", "ldap": "facsimile telephone number"},
    "phone.main": {"outlook": "company main phone"},
    "phone.other": {"ldap": "other telephone", "outlook": "other phone, car phone, radio phone"},
    "company": {
        "whatwg": "organization",
        "schema": "works for, affiliation",
        "vcard": "org",
        "ldap": "organization name",
        "people": "organizations, organizations name",
    },
    "jobTitle": {
        "whatwg": "organization title",
        "schema": "job title",
        "vcard": "title",
        "people": "organizations title",
    },
    "department": {
        "vcard": "organizational unit",
        "ldap": "organizational unit name",
        "google": "organization department",
        "people": "organizations department",
    },
    "organization.location": {
        "ldap": "physical delivery office name",
        "google": "organization location",
        "outlook": "office location",
        "people": "organizations location",
    },
    "organization.symbol": {"google": "organization symbol", "people": "organizations symbol"},
    "organization.domain": {"google": "organization domain", "people": "organizations domain"},
    "organization.costCenter": {
        "google": "organization cost center",
        "people": "organizations cost center",
    },
    "organization.jobDescription": {
        "google": "organization job description",
        "people": "organizations job description",
    },
    "occupation": {"schema": "has occupation", "people": "occupations"},
    "skill": {"schema": "skills"},
    "interest": {"google": "hobby", "vcard": "hobby"},
    "address": {
        "vcard": "adr",
        "schema": "address",
        "ldap": "postal address",
        "people": "addresses",
    },
    "address.home": {"ldap": "home postal address"},
    "address.street": {"whatwg": "street address, address line1", "ldap": "street"},
    "address.extended": {"whatwg": "address line2, address line3", "vcard": "extended address"},
    "address.poBox": {"schema": "post office box number", "ldap": "post office box"},
    "address.city": {
        "whatwg": "address level2",
        "schema": "address locality",
        "ldap": "locality name",
    },
    "address.region": {
        "whatwg": "address level1",
        "schema": "address region",
        "ldap": "state or province name",
    },
    "address.postalCode": {"whatwg": "postal code"},
    "address.country": {"whatwg": "country, country name", "schema": "address country"},
    "birthday": {"whatwg": "bday", "schema": "birth date", "people": "birthdays"},
    "gender": {"whatwg": "sex", "schema": "gender", "people": "genders"},
    "pronouns": {"vcard": "pronouns", "people": "address me as, genders address me as"},
    "note": {"vcard": "note", "schema": "description", "people": "biography, biographies"},
    "url": {"whatwg": "url", "ldap": "labeled uri, www home page", "outlook": "web page"},
    "url.profile": {"schema": "same as"},
    "im": {"whatwg": "impp", "people": "im clients, im clients username"},
    "im.aim": {"vcard": "x aim"},
    "im.googleTalk": {"vcard": "x google talk, x gtalk"},
    "im.icq": {"vcard": "x icq"},
    "im.jabber": {"vcard": "x jabber"},
    "im.msn": {"vcard": "x msn"},
    "im.qq": {"vcard": "x qq"},
    "im.skype": {"vcard": "x skype, x skype username"},
    "im.yahoo": {"vcard": "x yahoo"},
    "sip": {"vcard": "x sip", "people": "sip addresses"},
    "locale": {"whatwg": "language", "ldap": "preferred language", "people": "locales"},
    "location": {"google": "location", "people": "locations"},
    "externalId": {"people": "external ids"},
    "event.anniversary": {"vcard": "anniversary", "outlook": "anniversary"},
    "relation.spouse": {"schema": "spouse", "outlook": "spouse"},
    "relation.manager": {"outlook": "manager s name"},
    "relation.assistant": {"outlook": "assistant s name"},
    "relation.referredBy": {"outlook": "referred by"},
}
