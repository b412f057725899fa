"""The commands publish, promote, invoke, why, doctor and init, without click.

They read the manifests of synthesized stacks and never import constructs, cdktf or jsii.
"""
