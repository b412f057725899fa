"""The inputs of an image build: the context, ignore rules, options and the content hash.

Used both at synthesis and by the command line, so it imports neither cdktf nor jsii.
"""
