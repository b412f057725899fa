"""What an image is made of: the build inputs, the context, ignore rules and the content hash.

Used at synthesis and by the command line alike, so it imports neither cdktf nor jsii.
"""
