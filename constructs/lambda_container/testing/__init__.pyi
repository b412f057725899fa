from .block import Block as Block
from .capture import Capture as Capture
from .difference import MISSING as MISSING
from .difference import Difference as Difference
from .difference import Place as Place
from .function_runner import (
    FunctionError as FunctionError,
)
from .function_runner import (
    FunctionRunner as FunctionRunner,
)
from .function_runner import (
    Invocation as Invocation,
)
from .function_runner import (
    LocalFunction as LocalFunction,
)
from .match import Match as Match
from .matchers import Matcher as Matcher
from .snapshot import TerraformSnapshotExtension as TerraformSnapshotExtension
from .template import Template as Template
from .validation import TerraformValidation as TerraformValidation
