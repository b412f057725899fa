"""The specification."""

import lambda_container  # noqa: F401 - before anything else imports a provider package
