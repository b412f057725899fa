"""What the commands do: publish, promote, invoke, why, doctor and init, without click.

They read the manifests of synthesized stacks and never import a construct, cdktf or jsii.
"""
