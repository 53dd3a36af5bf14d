"""The property names of CRMs, lead forms, shops and form plug-ins.

Only names that the languages and the standards do not know already, or that are written in one
word. Left out: what would mix a second address into the first (Salesforce's OtherCity, shipping),
Zoho's Account_Name (an account is many things), HubSpot's calculated duplicates.

HubSpot         https://knowledge.hubspot.com/properties/hubspots-default-contact-properties
Salesforce      https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm
Zoho CRM        https://www.zoho.com/crm/developer/docs/api/v8/modules-fields.html
Pipedrive       https://developers.pipedrive.com/docs/api/v1/Persons
ActiveCampaign  https://developers.activecampaign.com/reference/contact
Mailchimp       https://mailchimp.com/help/manage-audience-signup-form-fields/
Meta Lead Ads   https://developers.facebook.com/docs/marketing-api/guides/lead-ads/
Google Ads      https://developers.google.com/google-ads/webhook/docs/implementation
LinkedIn        https://learn.microsoft.com/linkedin/marketing/lead-sync/leadsync
WooCommerce     https://woocommerce.github.io/woocommerce-rest-api-docs/#customers
Shopify         https://shopify.dev/docs/api/admin-rest/latest/resources/customer
WordPress       https://developer.wordpress.org/reference/functions/wp_insert_user/
Contact Form 7  https://contactform7.com/editing-form-template/
"""

from collections.abc import Mapping

CRMS: Mapping[str, Mapping[str, str]] = {
    "name": {
        "meta": "full name",
        "google ads": "full name",
        "woocommerce": "billing name",
        "cf7": "yourname",
    },
    "givenName": {
        "hubspot": "firstname",
        "mailchimp": "fname",
        "meta": "first name",
        "woocommerce": "billing first name",
        "cf7": "your first name",
    },
    "familyName": {
        "hubspot": "lastname",
        "mailchimp": "lname",
        "meta": "last name",
        "woocommerce": "billing last name",
        "cf7": "your last name",
    },
    "honorificPrefix": {"hubspot": "salutation", "salesforce": "salutation"},
    "honorificSuffix": {"salesforce": "suffix"},
    "email": {
        "hubspot": "hs additional emails",
        "linkedin": "email address",
        "google ads": "user email",
        "wordpress": "user email",
        "cf7": "youremail",
    },
    "email.work": {"hubspot": "work email", "meta": "work email", "google ads": "work email"},
    "email.other": {"zoho": "secondary email", "linkedin": "alternate email"},
    "phone": {
        "meta": "phone number",
        "google ads": "user phone",
        "hubspot": "hs whatsapp phone number",
        "cf7": "yourphone, yourtel",
    },
    "phone.mobile": {
        "hubspot": "mobilephone",
        "salesforce": "mobile phone",
        "freshsales": "mobile number",
        "calendly": "text reminder number",
    },
    "phone.home": {"salesforce": "home phone"},
    "phone.work": {
        "meta": "work phone number",
        "google ads": "work phone",
        "freshsales": "work number",
    },
    "phone.main": {"marketo": "main phone"},
    "phone.other": {"salesforce": "other phone", "zoho": "other phone"},
    "phone.workFax": {"hubspot": "fax", "salesforce": "fax"},
    "company": {
        "meta": "company name",
        "activecampaign": "orgname",
        "pipedrive": "org name",
        "woocommerce": "billing company",
        "cf7": "yourcompany",
    },
    "jobTitle": {
        "hubspot": "jobtitle",
        "zoho": "designation",
        "mautic": "position",
        "salesforce": "title",
    },
    "address.street": {
        "meta": "street address",
        "shopify": "address1",
        "salesforce": "mailing street",
    },
    "address.extended": {"shopify": "address2"},
    "address.city": {"salesforce": "mailing city"},
    "address.region": {"hubspot": "state", "shopify": "province", "salesforce": "mailing state"},
    "address.postalCode": {
        "hubspot": "zip",
        "meta": "post code",
        "zoho": "mailing zip",
        "salesforce": "mailing postal code",
    },
    "address.country": {"salesforce": "mailing country"},
    "address.countryCode": {
        "hubspot": "hs country region code",
        "salesforce": "mailing country code",
    },
    "birthday": {
        "hubspot": "date of birth",
        "salesforce": "birthdate, person birthdate",
        "mailchimp": "birthday",
    },
    "note": {
        "hubspot": "message",
        "salesforce": "description",
        "shopify": "note",
        "calendly": "share anything that will help prepare for our meeting",
        "netlify": "comments",
        "cf7": "yourmessage",
    },
    "url": {"hubspot": "website", "wordpress": "user url", "cf7": "yourwebsite"},
    "url.profile": {
        "hubspot": "hs linkedin url",
        "linkedin": "linkedin profile link",
    },
    "im.skype": {"zoho": "skype id", "pipedrive": "im skype"},
    "locale": {"hubspot": "hs language", "shopify": "locale"},
    "externalId": {"intercom": "external id", "stripe": "customer id"},
    "relation.assistant": {"salesforce": "assistant name"},
}
