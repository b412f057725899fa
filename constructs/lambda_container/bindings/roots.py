"""The names of the packages that contain cdktf's generated bindings."""

PREFIX = "cdktf_cdktf_provider_"


def may_be_root(fullname: str) -> bool:
    """Whether a module of this name can be the root of a provider's bindings."""
    if fullname.startswith(PREFIX):
        return "." not in fullname
    # `cdktf get` generates bindings as packages in the folder `imports`.
    parent, _, child = fullname.rpartition(".")
    return child != "_jsii" and (parent == "imports" or parent.endswith(".imports"))
