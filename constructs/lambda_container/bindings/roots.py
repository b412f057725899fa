"""The names of the packages that cdktf's generated bindings come in."""

PREFIX = "cdktf_cdktf_provider_"


def may_be_root(fullname: str) -> bool:
    """Whether a module of this name can be the root of a provider's bindings."""
    if fullname.startswith(PREFIX):
        return "." not in fullname
    # `cdktf get` puts the bindings that it generates into packages of the folder `imports`.
    parent, _, child = fullname.rpartition(".")
    return child != "_jsii" and (parent == "imports" or parent.endswith(".imports"))
