"""AWS KMS: customer keys, and what each service that uses one needs."""

from lambda_container.key.encryption_key import EncryptionKey
from lambda_container.key.existing import ExistingKey
from lambda_container.key.key import Key, as_key

__all__ = ["EncryptionKey", "ExistingKey", "Key", "as_key"]
