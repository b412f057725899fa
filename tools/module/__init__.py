"""Generate the Terraform module ``modules/lambda-container`` from the library's own constructs."""
