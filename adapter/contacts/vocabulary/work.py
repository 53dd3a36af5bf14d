"""What somebody does and for whom, in the words of forms.

Left out on purpose: role (Intercom and WordPress mean an account's kind), departamento and
département (a department, a province), service, setor, poste (fr: a job, an extension).

The words are gathered by hand; browsers' own lists to compare them with:
https://chromium.googlesource.com/chromium/src/+/main/components/autofill/core/common/
"""

from collections.abc import Mapping

WORK: Mapping[str, Mapping[str, str]] = {
    "company": {
        "en": "company, company name, organization, organisation, organization name,"
        " organisation name, employer, employer name, current employer, business name, firm,"
        " firm name, institution, institution name, name of company, name of your company,"
        " name of organization, name of organisation, company or organization,"
        " what company do you work for, which company do you work for",
        "de": "firma, firmenname, firmenbezeichnung, name der firma, unternehmen,"
        " unternehmensname, name des unternehmens, organisation, organisationsname,"
        " name der organisation, arbeitgeber, institution",
        "fr": "entreprise, nom de l entreprise, nom d entreprise, société, nom de la société,"
        " nom de société, organisation, nom de l organisation, organisme, nom de l organisme,"
        " raison sociale, employeur, nom de l employeur, compagnie, nom de la compagnie,"
        " nom de votre entreprise, nom de votre société",
        "es": "empresa, nombre de la empresa, nombre de empresa, nombre empresa, compañía,"
        " nombre de la compañía, organización, nombre de la organización, razón social,"
        " institución, empleador, nombre de tu empresa, nombre de su empresa,"
        " en qué empresa trabajas",
        "it": "azienda, nome azienda, nome dell azienda, società, nome della società,"
        " ragione sociale, organizzazione, nome dell organizzazione, ditta, nome ditta,"
        " nome della ditta, impresa, datore di lavoro",
        "pt": "empresa, nome da empresa, nome empresa, razão social, companhia, organização,"
        " nome da organização, instituição, empregador, nome da sua empresa",
        "nl": "bedrijf, bedrijfsnaam, naam bedrijf, naam van het bedrijf, naam van uw bedrijf,"
        " organisatie, organisatienaam, naam organisatie, naam van de organisatie, werkgever,"
        " onderneming, ondernemingsnaam, firma, firmanaam",
    },
    "jobTitle": {
        "en": "job title, title, position, job position, job role, position title,"
        " professional title, designation, position held, role in company, your role,"
        " business title",
        "de": "position, funktion, berufsbezeichnung, stellenbezeichnung, jobtitel,"
        " position im unternehmen, funktion im unternehmen, rolle im unternehmen, ihre rolle,"
        " deine rolle, dienststellung",
        "fr": "fonction, intitulé du poste, intitulé de poste, titre du poste, titre de poste,"
        " poste occupé, poste actuel, votre poste, titre professionnel",
        "es": "cargo, puesto, puesto de trabajo, puesto actual, cargo en la empresa,"
        " puesto en la empresa, título del puesto, título profesional, rol en la empresa",
        "it": "ruolo, ruolo aziendale, ruolo in azienda, qualifica, mansione,"
        " posizione lavorativa, posizione aziendale, titolo professionale",
        "pt": "cargo, cargo na empresa, cargo atual, função, título do cargo, título profissional",
        "nl": "functie, functietitel, functienaam, functie binnen het bedrijf,"
        " rol binnen het bedrijf",
    },
    "department": {
        "en": "department, dept, department name",
        "de": "abteilung, fachabteilung",
        "fr": "service de l entreprise, nom du service",
        "es": "departamento de la empresa",
        "it": "reparto, dipartimento",
        "pt": "departamento da empresa",
        "nl": "afdeling",
    },
    "organization.location": {"en": "office location", "de": "bürostandort"},
    "organization.domain": {"en": "company domain, company domain name"},
    "organization.costCenter": {
        "en": "cost center, cost centre",
        "de": "kostenstelle",
        "fr": "centre de coûts",
        "es": "centro de coste, centro de costes, centro de costos",
        "it": "centro di costo",
        "pt": "centro de custo, centro de custos",
        "nl": "kostenplaats",
    },
    "organization.symbol": {"en": "ticker symbol, stock symbol"},
    "organization.jobDescription": {
        "en": "job description",
        "de": "stellenbeschreibung, tätigkeitsbeschreibung",
        "fr": "description du poste, description de poste",
        "es": "descripción del puesto",
        "pt": "descrição do cargo",
        "nl": "functieomschrijving, functiebeschrijving",
    },
    "occupation": {
        "en": "occupation, profession",
        "de": "beruf, ausgeübter beruf, berufliche tätigkeit",
        "fr": "profession, métier",
        "es": "profesión, ocupación",
        "it": "professione, occupazione",
        "pt": "profissão, ocupação",
        "nl": "beroep",
    },
    "skill": {
        "en": "skill, skills",
        "de": "fähigkeiten, kenntnisse",
        "fr": "compétences",
        "es": "habilidades, competencias",
        "it": "competenze",
        "pt": "habilidades, competências",
        "nl": "vaardigheden",
    },
}
