"""What goes wrong between this server and AWS, in words that say what to do."""

from botocore import exceptions

from .. import errors

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
_UNKNOWN_KEY = {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
_BUSY = {"Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable", "InternalFailure"}

#: What the SDK raises for what is wrong outside of this program.
FAILURES = (exceptions.BotoCoreError, exceptions.ClientError)


def explain(error: Exception) -> errors.ToolError:
    """One of FAILURES, for a client: which code AWS or its SDK gave, and the next step.

    The words of AWS are left out. They repeat what was sent, and those of a credential process are anybody's.
    """
    if isinstance(error, exceptions.ClientError):
        return _refused(str(error.response.get("Error", {}).get("Code", "Unknown")), error.operation_name)
    code = type(error).__name__
    return errors.ToolError(code, _problem(error))


def _refused(code: str, operation: str) -> errors.ToolError:
    said = f"AWS refused {operation} ({code})"
    if code in _EXPIRED:
        text = (
            f"{said}: the credentials have expired. Get new ones, with `aws sso login` for a profile or a new "
            "AWS_SESSION_TOKEN, and start the server again if they came from its environment."
        )
    elif code in _UNKNOWN_KEY:
        text = (
            f"{said}: it does not know this access key. Check AWS_ACCESS_KEY_ID; a key that begins with ASIA also "
            "needs its AWS_SESSION_TOKEN."
        )
    elif code == "SignatureDoesNotMatch":
        text = (
            f"{said}: the secret key does not belong to the access key, or the clock is wrong. Check "
            "AWS_SECRET_ACCESS_KEY for missing characters and quotes, then the time of this machine."
        )
    elif code in ("InvalidIdentityToken", "IDPCommunicationError", "IDPRejectedClaim"):
        text = (
            f"{said}: it does not trust the web identity token. Check the file that AWS_WEB_IDENTITY_TOKEN_FILE "
            "names, and the trust policy of AWS_ROLE_ARN."
        )
    elif code == "ResourceNotFoundException" and operation == "GetSecretValue":
        text = (
            f"{said}: there is no such secret in this account and region. Check AWS_CREDENTIALS_SECRET, and AWS_REGION "
            "when it holds a name and no ARN."
        )
    elif code in _DENIED:
        text = f"{said}: this identity may not do that. Give its role or user the permission."
    elif code in _BUSY:
        text = f"{said}: it is busy. Try again in a minute."
    else:
        text = f"{said}. The code is explained in the documentation of that operation."
    return errors.ToolError(code, text)


def _problem(error: Exception) -> str:
    match error:
        case exceptions.ProfileNotFound():
            return (
                f'There is no profile "{error.kwargs.get("profile", "")}" in the AWS files of this server. '
                "aws_list_profiles names those that are there; mount ~/.aws read-only if there is none."
            )
        case exceptions.NoCredentialsError():
            return (
                "No AWS credentials were found. Give the server one of: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                "~/.aws mounted read-only, the role of its container or instance, or AWS_ROLE_ARN with "
                "AWS_WEB_IDENTITY_TOKEN_FILE."
            )
        case exceptions.PartialCredentialsError():
            missing = error.kwargs.get("cred_var", "a value")
            return f"AWS credentials are incomplete: {missing} is missing. Set it, or take the others away."
        case exceptions.SSOError() | exceptions.UnauthorizedSSOTokenError() | exceptions.TokenRetrievalError():
            return (
                "The single sign-on session of this profile is over. Run `aws sso login` on the machine that ~/.aws is "
                "mounted from; the server sees the new session at once."
            )
        case exceptions.InvalidConfigError() | exceptions.ConfigParseError() | exceptions.InfiniteLoopConfigError():
            return (
                "The AWS configuration of this server cannot be used. Run `aws configure list` with the same files to "
                "see which entry is wrong."
            )
        case exceptions.CredentialRetrievalError() | exceptions.MetadataRetrievalError():
            return (
                "The endpoint or program that gives this server its credentials did not answer as it should. Check the "
                "role of the task or instance, and AWS_CONTAINER_CREDENTIALS_FULL_URI if it is set."
            )
        case exceptions.EndpointConnectionError() | exceptions.HTTPClientError():
            return "AWS cannot be reached. Check network and proxy of the container, and AWS_ENDPOINT_URL if it is set."
        case _:
            return f"The AWS SDK could not do this ({type(error).__name__}). Check region, profile and endpoint."
