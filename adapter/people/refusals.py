"""Why there is no access token: what the operator has to do, or that it is worth trying again.

google-auth tells its errors apart by text only: the parsed OAuth answer in the second argument, or,
from signJwt, IAM's answer as a string. ``retryable`` is not to be trusted (an HTML 502 says False),
so what is not known to be permanent counts as passing.

Source: https://developers.google.com/identity/protocols/oauth2/service-account#error-codes
"""

from adapter.errors import NotConfigured, PeopleBusy

RETRY_AFTER_S = 300.0  # after a refusal that an operator has to end

# Word in the error -> what to do. The first that occurs decides; the narrower ones come first.
ADVICE = {
    "SERVICE_DISABLED": "Enable the IAM Service Account Credentials API"
    " (iamcredentials.googleapis.com) in the project.",
    "PERMISSION_DENIED": "Grant the service account roles/iam.serviceAccountTokenCreator"
    " on itself.",
    "unauthorized_client": "In the Workspace Admin console, authorise the service account's numeric"
    " client ID for the scope https://www.googleapis.com/auth/contacts (takes up to 24 hours).",
    "Invalid email or User ID": "The route's account is no user of the Workspace domain.",
    "Invalid JWT Signature": "The service account's key was deleted or does not match: make a new"
    " key, or use none.",
    "short-lived token": "The clock of this machine is wrong.",
    "invalid_grant": "Google no longer accepts the grant: get a new refresh token, or check the"
    " route's account.",
    "access_denied": "The Workspace administrator does not allow this access.",
    "admin_policy_enforced": "The Workspace administrator does not allow this scope.",
    "org_internal": "The OAuth client is for users of its own organisation only.",
    "invalid_scope": "Authorise the credentials for the scope"
    " https://www.googleapis.com/auth/contacts.",
    "scopes": "The user did not grant the scope https://www.googleapis.com/auth/contacts.",
    "disabled_client": "The OAuth client is disabled.",
    "deleted_client": "The OAuth client is deleted.",
    "invalid_client": "The client ID or client secret is wrong.",
    # google-auth's words for invalid_rapt and rapt_required
    "Reauthentication is needed": "The Workspace requires re-authentication: get a new refresh"
    " token.",
    "Not found": "The service account does not exist.",
}


def explain(error: Exception) -> NotConfigured | PeopleBusy:
    """Return what to tell about a failed refresh. The error's own text goes nowhere."""
    said = " ".join(map(str, error.args))
    advice = next((advice for word, advice in ADVICE.items() if word in said), None)
    if advice:
        return NotConfigured(advice, retry_after_s=RETRY_AFTER_S)
    if not isinstance(error, OSError) and isinstance(error, ValueError | KeyError):
        return NotConfigured("The credentials cannot be read.", retry_after_s=RETRY_AFTER_S)
    return PeopleBusy("No access token can be had now; nothing was created.", retry_after_s=30)
