"""Month names and their usual short forms, casefolded.

English, German, French, Spanish, Italian, Portuguese, Dutch.
Source: Unicode CLDR, format and stand-alone month names.
"""

_NAMES = (
    "january januar jänner janvier enero gennaio janeiro januari jan janv ene genn gen",
    "february februar feber février fevrier febrero febbraio fevereiro februari feb févr fevr fev",
    "march märz maerz mars marzo março marco maart mar mär mrz mrt",
    "april avril abril aprile apr avr abr",
    "may mai mayo maggio maio mei magg mag",
    "june juni juin junio giugno junho jun giu",
    "july juli juillet julio luglio julho jul juil lug",
    "august août aout agosto augustus aug ago",
    "september septembre septiembre setiembre settembre setembro sep sept set sett",
    "october oktober octobre octubre ottobre outubro oct okt ott out",
    "november novembre noviembre novembro nov",
    "december dezember décembre decembre diciembre dicembre dezembro dec dez déc dic",
)

MONTHS = {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}
