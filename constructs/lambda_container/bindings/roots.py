"""The names of the packages that contain generated bindings, of CDKTF and of CDK Terrain."""

PREFIXES = ("cdktf_cdktf_provider_", "cdktn_provider_")


def may_be_root(fullname: str) -> bool:
    """Whether a module of this name can be the root of a provider's bindings."""
    if fullname.startswith(PREFIXES):
        return "." not in fullname
    # `cdktf get` and `cdktn get` generate bindings as packages in the folder `imports`.
    parent, _, child = fullname.rpartition(".")
    return child != "_jsii" and (parent == "imports" or parent.endswith(".imports"))
