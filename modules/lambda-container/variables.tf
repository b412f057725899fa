# Objects are of type `any`, so that a key that is none is an error: Terraform drops unknown keys of
# typed objects without a word. What decides whether a resource exists is a boolean, an object or the
# keys of a map, which are known when Terraform plans; ARNs and names may be unknown.

variable "function_name" {
  type        = string
  description = "The function's name: 1 to 64 letters, digits, '-' and '_'."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.function_name))
    error_message = "function_name must be 1 to 64 letters, digits, '-' and '_', got ${jsonencode(var.function_name)}."
  }
}

variable "description" {
  type        = string
  description = "What the function does; at most 256 characters."
  default     = null

  validation {
    condition     = try(length(var.description) <= 256, var.description == null)
    error_message = "description must have 0 to 256 characters."
  }
  validation {
    condition     = !can(regex("\\p{Cc}", var.description))
    error_message = "description must hold no control characters, got ${jsonencode(var.description)}."
  }
}

variable "tags" {
  type        = map(string)
  description = "At most 50, for everything that is made and has tags."
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 50
    error_message = "tags must have at most 50 tags, got ${length(var.tags)}."
  }
  validation {
    condition     = alltrue([for key in keys(var.tags) : length(key) >= 1 && length(key) <= 128])
    error_message = "tags key must have 1 to 128 characters."
  }
  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])
    error_message = "tags key must not begin with 'aws:', which AWS keeps."
  }
  validation {
    condition     = alltrue([for value in values(var.tags) : length(value) <= 256])
    error_message = "tags must have 0 to 256 characters."
  }
  validation {
    condition     = !can(regex("\\p{Cc}", jsonencode([for key, value in var.tags : replace("${key}${value}", "/\\p{Cc}/", "\u0001")]))) && alltrue([for key, value in var.tags : !can(regex("\\p{Cc}", "${key}${value}"))])
    error_message = "tags must hold no control characters."
  }
}

# ---- The image: built here, or one that exists --------------------------------------------------

variable "source_path" {
  type        = string
  description = "The folder to build the image of; a path that is known when Terraform plans. Either this or image is given."
  default     = null

  validation {
    condition     = (var.source_path == null) != (var.image == null)
    error_message = "source_path must be given, or image instead, and not both."
  }
  validation {
    condition     = !can(regex("[*?{}\\[\\]\\\\]", var.source_path))
    error_message = "source_path must hold none of '*?{}[]' and no backslash, which Terraform takes for a pattern, got ${jsonencode(var.source_path)}."
  }
  validation {
    condition     = var.source_path != ""
    error_message = "source_path must be a folder with files, got an empty text."
  }
  validation {
    condition     = var.build_log_file == null || var.source_path == null || !try(startswith(abspath(var.build_log_file), "${abspath(var.source_path)}/"), false)
    error_message = "build_log_file must not be in source_path: each build would change what the next one sends."
  }
}

variable "image" {
  type        = map(string)
  description = "An image that exists, by one of these keys. uri: in a private ECR repository of the function's Region, with tag or digest. digest or tag: in the repository. published: the name of an image that `lambda-container publish` pushed, in the lock file; lock: that file, lambda-container.lock.json of the root module by default; environment: the file's name for this environment."
  default     = null

  validation {
    condition     = length(setsubtract(keys(coalesce(var.image, {})), ["uri", "digest", "tag", "published", "lock", "environment"])) == 0
    error_message = "image has no ${join(" and no ", setsubtract(keys(coalesce(var.image, {})), ["uri", "digest", "tag", "published", "lock", "environment"]))}; it has uri, digest, tag, published, lock and environment."
  }
  validation {
    condition     = var.image == null || length(setintersection(keys(coalesce(var.image, {})), ["uri", "digest", "tag", "published"])) == 1
    error_message = "image must have one of uri, digest, tag and published."
  }
  validation {
    condition     = !contains(keys(coalesce(var.image, {})), "published") || contains(keys(coalesce(var.image, {})), "environment")
    error_message = "image.environment must be given with image.published: the lock file has a digest for each environment."
  }
  validation {
    condition     = try(var.image.uri, null) == null || can(regex("^[0-9]{12}\\.dkr\\.ecr(-fips)?\\.[a-z0-9-]+\\.[a-z0-9.-]+/[a-z0-9._/-]{2,256}(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})$", var.image.uri))
    error_message = "image.uri must be an image in a private ECR repository, with tag or digest, such as '111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello@sha256:...', got ${try(jsonencode(var.image.uri), "null")}."
  }
  validation {
    condition     = try(var.image.digest, null) == null || can(regex("^sha256:[0-9a-f]{64}$", var.image.digest))
    error_message = "image.digest must be 'sha256:' and 64 lowercase hexadecimal digits, got ${try(jsonencode(var.image.digest), "null")}."
  }
  validation {
    condition     = try(var.image.tag, null) == null || can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.image.tag))
    error_message = "image.tag must be 1 to 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-', got ${try(jsonencode(var.image.tag), "null")}."
  }
  validation {
    condition     = alltrue([for value in values(coalesce(var.image, {})) : value != null])
    error_message = "image must hold no null: leave the key out."
  }
  validation {
    condition     = !contains(keys(coalesce(var.image, {})), "published") || var.repository != null
    error_message = "repository must be given with image.published: { arn = ... } of the one that publish pushes to."
  }
  validation {
    condition     = var.image == null || var.target == null && length(var.build_args) + length(var.labels) + length(var.exclude) + try(length(var.build_secrets), 0) == 0 && var.extra_hash == null && var.content_hash == null && var.build_log_file == null && var.dockerfile == "Dockerfile"
    error_message = "image must be given without what is about a build: dockerfile, target, build_args, labels, build_secrets, extra_hash, exclude, content_hash and build_log_file."
  }
  validation {
    condition     = !contains(keys(coalesce(var.image, {})), "uri") || var.repository == null
    error_message = "image.uri must be given without repository, which it names itself."
  }
}

variable "architecture" {
  type        = string
  description = "x86_64 or arm64; it is the platform of an image that is built, and must be that of one that exists."
  default     = "x86_64"
  nullable    = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture must be one of x86_64, arm64, got ${jsonencode(var.architecture)}."
  }
}

variable "dockerfile" {
  type        = string
  description = "The Dockerfile, relative to source_path."
  default     = "Dockerfile"
  nullable    = false

  validation {
    condition     = trimspace(var.dockerfile) != ""
    error_message = "dockerfile must be a file of source_path, got ${jsonencode(var.dockerfile)}."
  }
}

variable "target" {
  type        = string
  description = "The stage of the Dockerfile to build. Default: the last."
  default     = null

  validation {
    condition     = var.target == null || can(regex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$", var.target))
    error_message = "target must be the name of a stage, got ${jsonencode(var.target)}."
  }
}

variable "build_args" {
  type        = map(string)
  description = "Values of ARG. They stay in the image's history: never a secret."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.build_args) : can(regex("^[A-Za-z_][A-Za-z0-9_]{0,255}$", key))])
    error_message = "build_args key must be the name of an ARG, got ${join(", ", keys(var.build_args))}."
  }
  validation {
    condition     = alltrue([for value in values(var.build_args) : length(value) <= 32768 && !can(regex("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x{9f}]", value))])
    error_message = "build_args must have 0 to 32768 characters, and hold no control characters."
  }
  validation {
    condition = alltrue([
      for key, value in var.build_args :
      !can(regex("(?i)(?:^|_)(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)(?:_|$)", key)) &&
      !can(regex("-----BEGIN [A-Z ]*PRIVATE KEY-----|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bgh[oprsu]_[A-Za-z0-9]{36}\\b|\\bgithub_pat_[A-Za-z0-9_]{22,}\\b|\\bglpat-[A-Za-z0-9_-]{20,}|://[^/@\\s]+@|\\bxox[abprs]-[A-Za-z0-9-]{10,}|\\beyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}\\.", value))
    ])
    error_message = "build_args must hold no secret, which would stay in the image's history: pass it in build_secrets."
  }
}

variable "labels" {
  type        = map(string)
  description = "Labels of the image that is built."
  default     = {}
  nullable    = false
}

variable "build_secrets" {
  type        = any
  description = "Secrets of the build, by the id that RUN --mount=type=secret names: { env = the name of a variable of the process that runs Terraform } or { src = a file }. They are no part of the content hash."
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.build_secrets)) && try(alltrue([for each in values(var.build_secrets) : can(keys(each))]), false)
    error_message = "build_secrets must be a map of objects, such as { id = { env = ... } }."
  }
  validation {
    condition     = try(alltrue([for id, secret in var.build_secrets : contains(["env", "src"], join(",", keys(secret)))]), true)
    error_message = "build_secrets must each have env or src, and nothing else."
  }
}

variable "extra_hash" {
  type        = string
  description = "Builds anew when it changes, for what the files do not say."
  default     = null
}

variable "exclude" {
  type        = list(string)
  description = "Patterns as in .dockerignore, relative to source_path, of what shall not be part of the content hash beyond what .dockerignore leaves out."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for pattern in var.exclude : pattern != "" && !startswith(pattern, "/") && !strcontains(pattern, "..")])
    error_message = "exclude must be patterns relative to source_path, got ${jsonencode(var.exclude)}."
  }
  validation {
    condition     = alltrue([for pattern in var.exclude : can(regex("^[A-Za-z0-9_.*? /-]+$", pattern))])
    error_message = "exclude must consist of letters, digits, '_', '-', '.', '/' and spaces, with *, ? and **, got ${jsonencode(var.exclude)}."
  }
}

variable "content_hash" {
  type        = string
  description = "The hash of what is built, as 64 hexadecimal digits, where another tool knows it better: another one is another build. Default: computed of the files."
  default     = null

  validation {
    condition     = var.content_hash == null || can(regex("^[0-9a-f]{64}$", var.content_hash))
    error_message = "content_hash must be 64 lowercase hexadecimal digits, got ${jsonencode(var.content_hash)}."
  }
}

variable "build_log_file" {
  type        = string
  description = "Where the Docker provider appends what a build prints; the folder must exist. Default: FUNCTION_NAME.build.log in the module's own folder."
  default     = null

  validation {
    condition     = !can(regex("\\p{Cc}", var.build_log_file))
    error_message = "build_log_file must hold no control characters, got ${jsonencode(var.build_log_file)}."
  }
}

# ---- The repository: made here, or one that exists ----------------------------------------------

variable "repository" {
  type        = map(string)
  description = "A repository that exists, used as it is: { arn = ... }. Default: one is made, unless image.uri is given."
  default     = null

  validation {
    condition     = var.repository == null || try(keys(var.repository) == tolist(["arn"]), false)
    error_message = "repository must have arn, and nothing else, got ${try(join(", ", keys(var.repository)), "null")}: what is made has the settings that begin with repository_."
  }
  validation {
    condition     = var.repository == null || can(regex("^arn:[^:]+:ecr:[^:]+:[0-9]{12}:repository/[a-z0-9._/-]{2,256}$", var.repository.arn))
    error_message = "repository.arn must be an ARN such as 'arn:aws:ecr:...:repository/...', got ${try(jsonencode(var.repository.arn), "null")}."
  }
}

variable "repository_name" {
  type        = string
  description = "The name of the repository that is made. Default: the function's in lowercase, if it can be one."
  default     = null

  validation {
    condition     = var.repository != null || contains(keys(coalesce(var.image, {})), "uri") || can(regex("^[a-z0-9]+(?:[._-][a-z0-9]+|__[a-z0-9]+|-+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+|__[a-z0-9]+|-+[a-z0-9]+)*)*$", coalesce(var.repository_name, lower(var.function_name)))) && length(coalesce(var.repository_name, lower(var.function_name))) >= 2 && length(coalesce(var.repository_name, lower(var.function_name))) <= 256
    error_message = "repository_name must be 2 to 256 lowercase letters, digits, '-', '_', '.' and '/', as ECR combines them, got ${jsonencode(coalesce(var.repository_name, lower(var.function_name)))}."
  }
  validation {
    condition     = var.repository == null || var.repository_name == null && var.repository_image_tag_mutability == "IMMUTABLE" && var.repository_scan_on_push && var.repository_encryption_type == "KMS" && !var.repository_force_delete && length(var.repository_pull_accounts) == 0 && var.create_repository_lifecycle_policy
    error_message = "repository must be given without the settings of what is made, which begin with repository_."
  }
}

variable "repository_image_tag_mutability" {
  type        = string
  description = "IMMUTABLE or MUTABLE."
  default     = "IMMUTABLE"
  nullable    = false

  validation {
    condition     = contains(["IMMUTABLE", "MUTABLE"], var.repository_image_tag_mutability)
    error_message = "repository_image_tag_mutability must be one of IMMUTABLE, MUTABLE, got ${jsonencode(var.repository_image_tag_mutability)}."
  }
}

variable "repository_scan_on_push" {
  type        = bool
  description = "Whether each image is scanned when it is pushed."
  default     = true
  nullable    = false
}

variable "repository_encryption_type" {
  type        = string
  description = "KMS or AES256."
  default     = "KMS"
  nullable    = false

  validation {
    condition     = contains(["KMS", "AES256"], var.repository_encryption_type)
    error_message = "repository_encryption_type must be one of KMS, AES256, got ${jsonencode(var.repository_encryption_type)}."
  }
  validation {
    condition     = var.kms_key_arn == null || var.repository_encryption_type == "KMS"
    error_message = "kms_key_arn must be given with repository_encryption_type 'KMS' only."
  }
}

variable "repository_force_delete" {
  type        = bool
  description = "Whether the repository is deleted with the images in it."
  default     = false
  nullable    = false
}

variable "repository_pull_accounts" {
  type        = list(string)
  description = "Ids of other accounts whose functions may pull."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for account in var.repository_pull_accounts : can(regex("^[0-9]{12}$", account))])
    error_message = "repository_pull_accounts must be an AWS account id of 12 digits each, got ${jsonencode(var.repository_pull_accounts)}."
  }
}

variable "create_repository_lifecycle_policy" {
  type        = bool
  description = "Whether the repository that is made has a lifecycle policy."
  default     = true
  nullable    = false
}

variable "repository_lifecycle_policy" {
  type        = string
  description = "ECR's JSON. Default: untagged images expire after 14 days, tagged ones never."
  default     = "{\"rules\":[{\"rulePriority\":1,\"description\":\"Expire untagged after 14 days\",\"selection\":{\"tagStatus\":\"untagged\",\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":14},\"action\":{\"type\":\"expire\"}}]}"
  nullable    = false

  validation {
    condition     = can(jsondecode(var.repository_lifecycle_policy).rules)
    error_message = "repository_lifecycle_policy must be a lifecycle policy, as JSON with rules."
  }
}

# ---- The execution role: made here, or one that exists ------------------------------------------

variable "role" {
  type        = map(string)
  description = "A role that exists, used as it is: { arn = ... }. Default: one is made, with least privilege."
  default     = null

  validation {
    condition     = var.role == null || try(keys(var.role) == tolist(["arn"]), false)
    error_message = "role must have arn, and nothing else, got ${try(join(", ", keys(var.role)), "null")}: what is made has the settings that begin with role_."
  }
  validation {
    condition     = var.role == null || can(regex("^arn:[^:]+:iam::[0-9]{12}:role/[!-~]{1,576}$", var.role.arn))
    error_message = "role.arn must be an ARN such as 'arn:aws:iam:...:role/...', got ${try(jsonencode(var.role.arn), "null")}."
  }
  validation {
    condition     = var.role == null || var.role_name == null && var.role_path == "/" && var.role_description == null && var.role_permissions_boundary == null && !var.role_force_detach_policies && var.role_max_session_duration == null && try(length(var.role_trust), 0) == 0
    error_message = "role must be given without the settings of what is made: role_name, role_path, role_description, role_permissions_boundary, role_force_detach_policies, role_max_session_duration and role_trust."
  }
}

variable "role_name" {
  type        = string
  description = "The exact name of the role that is made. Default: a name that begins with the function's."
  default     = null

  validation {
    condition     = var.role_name == null || can(regex("^[\\w+=,.@-]{1,64}$", var.role_name))
    error_message = "role_name must be 1 to 64 letters, digits and '+=,.@_-', got ${jsonencode(var.role_name)}."
  }
}

variable "role_description" {
  type        = string
  description = "What the role that is made is for; at most 1000 characters."
  default     = null

  validation {
    condition     = try(length(var.role_description) <= 1000, var.role_description == null)
    error_message = "role_description must have 0 to 1000 characters."
  }
}

variable "role_path" {
  type        = string
  description = "The path of the role that is made."
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/(?:[!-~]+/)?$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path must begin and end with '/', got ${jsonencode(var.role_path)}."
  }
}

variable "role_permissions_boundary" {
  type        = string
  description = "The ARN of a policy that limits the role that is made."
  default     = null

  validation {
    condition     = var.role_permissions_boundary == null || can(regex("^arn:[^:]+:iam::(?:[0-9]{12}|aws):policy/.", var.role_permissions_boundary))
    error_message = "role_permissions_boundary must be an ARN such as 'arn:aws:iam:...:policy/...', got ${jsonencode(var.role_permissions_boundary)}."
  }
}

variable "role_force_detach_policies" {
  type        = bool
  description = "Whether policies that others attached to the role are detached when it is destroyed."
  default     = false
  nullable    = false
}

variable "role_max_session_duration" {
  type        = number
  description = "Seconds, 3600 to 43200, of a session of who else assumes the role. Default: AWS's."
  default     = null

  validation {
    condition     = try(var.role_max_session_duration >= 3600 && var.role_max_session_duration <= 43200 && floor(var.role_max_session_duration) == var.role_max_session_duration, var.role_max_session_duration == null)
    error_message = "role_max_session_duration must be 3600 to 43200 seconds, got ${jsonencode(var.role_max_session_duration)}."
  }
}

variable "role_trust" {
  type        = any
  description = "Who else may assume the role that is made: { type = \"Service\", identifiers = [...] }, each with conditions = [{ test, variable, values }] if wanted."
  default     = []
  nullable    = false

  validation {
    condition     = !can(keys(var.role_trust)) && try(alltrue([for each in var.role_trust : can(keys(each))]), false)
    error_message = "role_trust must be a list of objects."
  }
  validation {
    condition     = try(alltrue([for principal in var.role_trust : length(setsubtract(keys(principal), ["type", "identifiers", "conditions"])) == 0 && can(principal.type) && can(tolist(principal.identifiers))]), true)
    error_message = "role_trust must each have type and identifiers, and may have conditions."
  }
  validation {
    condition     = try(alltrue([for principal in var.role_trust : contains(["AWS", "Service", "Federated"], try(principal.type, "-"))]), true)
    error_message = "role_trust.type must be one of AWS, Service, Federated."
  }
  validation {
    condition     = try(alltrue([for principal in var.role_trust : !contains(try(tolist(principal.identifiers), []), "*") || length(try(principal.conditions[*], [])) > 0]), true)
    error_message = "role_trust.identifiers must name who may assume the role: '*' is anybody, unless conditions limit it."
  }
  validation {
    condition     = try(alltrue(flatten([for principal in var.role_trust : [for condition in try(principal.conditions[*], []) : try(toset(keys(condition)) == toset(["test", "variable", "values"]), false)]])), true)
    error_message = "role_trust.conditions must each have test, variable and values, and nothing else."
  }
}

variable "policy_statements" {
  type        = any
  description = "What the role that is made may do beyond what the function needs: actions and resources, and if wanted sid, effect (Allow or Deny), conditions = [{ test, variable, values }] and allow_wildcards."
  default     = []
  nullable    = false

  validation {
    condition     = !can(keys(var.policy_statements)) && try(alltrue([for each in var.policy_statements : can(keys(each))]), false)
    error_message = "policy_statements must be a list of objects."
  }
  validation {
    condition     = try(alltrue([for statement in var.policy_statements : length(setsubtract(keys(statement), ["sid", "effect", "actions", "resources", "conditions", "allow_wildcards"])) == 0]), true)
    error_message = "policy_statements has no ${join(" and no ", distinct(flatten([for statement in var.policy_statements : setsubtract(try(keys(statement), []), ["sid", "effect", "actions", "resources", "conditions", "allow_wildcards"])])))}; it has sid, effect, actions, resources, conditions and allow_wildcards."
  }
  validation {
    condition     = try(alltrue([for statement in var.policy_statements : try(length(statement.actions) > 0 && length(statement.resources) > 0, false)]), true)
    error_message = "policy_statements.actions must not be empty, nor must resources."
  }
  validation {
    condition     = try(alltrue(flatten([for statement in var.policy_statements : [for action in try(statement.actions[*], []) : can(regex("^(?:\\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$", action))]])), true)
    error_message = "policy_statements.actions must be an IAM action such as 's3:GetObject'."
  }
  validation {
    condition = try(alltrue(flatten([
      for statement in var.policy_statements : [
        for resource in try(statement.resources[*], []) :
        can(regex("^(?:\\*|arn:(?:aws[a-z-]*|[*?]+):[a-z0-9*?-]+:[a-z0-9*?-]*:[0-9a-z*?]*:.+|arn:[a-z*?-]*(?::[*?]*){0,4})$", resource))
      ]
    ])), true)
    error_message = "policy_statements.resources must be an ARN or '*'."
  }
  validation {
    condition = try(alltrue([
      for statement in var.policy_statements :
      coalesce(try(statement.allow_wildcards, null), false) || try(statement.effect, "Allow") == "Deny" || !can(regex("[*?]", join("", try(statement.actions[*], []))))
    ]), true)
    error_message = "policy_statements.actions must name one action, unless allow_wildcards = true."
  }
  validation {
    condition = try(alltrue([
      for statement in var.policy_statements :
      coalesce(try(statement.allow_wildcards, null), false) || try(statement.effect, "Allow") == "Deny" || !anytrue([
        for resource in try(statement.resources[*], []) :
        can(regex("^(?:\\*|arn(?::[^:]*)?:[*?:]*|arn:[^:]*:[^:]*(?::[^:]*){2}:[*?:/]*)$", resource))
      ])
    ]), true)
    error_message = "policy_statements.resources must name what is meant, unless allow_wildcards = true."
  }
  validation {
    condition     = try(alltrue([for statement in var.policy_statements : contains(["Allow", "Deny"], coalesce(try(statement.effect, null), "Allow"))]), true)
    error_message = "policy_statements.effect must be one of Allow, Deny."
  }
  validation {
    condition     = try(alltrue([for statement in var.policy_statements : try(statement.sid, null) == null || can(regex("^[A-Za-z0-9]{1,128}$", statement.sid))]), true)
    error_message = "policy_statements.sid must be 1 to 128 ASCII letters and digits."
  }
  validation {
    condition     = try(length(var.policy_statements) == 0 || var.role == null, true)
    error_message = "policy_statements must be given without role only: a role that exists is used as it is."
  }
  validation {
    condition     = try(length(compact([for statement in var.policy_statements : try(statement.sid, null)])) == length(distinct(compact(concat(["Traces"], [for statement in var.policy_statements : try(statement.sid, null)])))) - 1, true)
    error_message = "policy_statements.sid must be unique, and not Traces, which the module's own has."
  }
  validation {
    condition     = try(alltrue(flatten([for statement in var.policy_statements : [for condition in try(statement.conditions[*], []) : try(toset(keys(condition)) == toset(["test", "variable", "values"]), false)]])), true)
    error_message = "policy_statements.conditions must each have test, variable and values, and nothing else."
  }
  validation {
    condition     = try(alltrue([for statement in var.policy_statements : coalesce(try(statement.allow_wildcards, null), false) || try(statement.effect, "Allow") == "Deny" || !contains([for action in try(statement.actions[*], []) : lower(action)], "iam:passrole") || alltrue([for resource in try(statement.resources[*], []) : !can(regex("^(?:[*?]+|arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:[*?]+|r[ole*?]*(?:/[*?/]+)?))$", resource))])]), true)
    error_message = "policy_statements.resources must name the roles that iam:PassRole passes, unless allow_wildcards = true."
  }
  validation {
    condition     = try(alltrue([for statement in var.policy_statements : can(tobool(try(statement.allow_wildcards, null)))]), true)
    error_message = "policy_statements.allow_wildcards must be true or false."
  }
}

variable "policy_jsons" {
  type        = map(string)
  description = "Further inline policies of the role that is made, as JSON, by their names."
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.policy_jsons) == 0 || var.role == null
    error_message = "policy_jsons must be given without role only: a role that exists is used as it is."
  }
  validation {
    condition     = !contains(keys(var.policy_jsons), "execution")
    error_message = "policy_jsons key must not be execution, the name of the module's own policy."
  }
  validation {
    condition     = alltrue([for name in keys(var.policy_jsons) : can(regex("^[A-Za-z0-9+=,.@_-]{1,128}$", name))])
    error_message = "policy_jsons key must be 1 to 128 letters, digits and any of '+=,.@_-', got ${join(", ", keys(var.policy_jsons))}."
  }
}

variable "policy_arns" {
  type        = map(string)
  description = "ARNs of policies that are attached to the role that is made. The keys are part of addresses."
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.policy_arns) == 0 || var.role == null
    error_message = "policy_arns must be given without role only: a role that exists is used as it is."
  }
}

# ---- The function -------------------------------------------------------------------------------

variable "memory_size" {
  type        = number
  description = "MB, 128 to 10240."
  default     = 128
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size must be a whole number, 128 to 10240 MB, got ${var.memory_size}."
  }
}

variable "timeout" {
  type        = number
  description = "Seconds, 1 to 900."
  default     = 3
  nullable    = false

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout must be a whole number, 1 to 900 seconds, got ${var.timeout}."
  }
}

variable "ephemeral_storage" {
  type        = number
  description = "The size of /tmp in MB, 512 to 10240."
  default     = 512
  nullable    = false

  validation {
    condition     = var.ephemeral_storage >= 512 && var.ephemeral_storage <= 10240 && floor(var.ephemeral_storage) == var.ephemeral_storage
    error_message = "ephemeral_storage must be a whole number, 512 to 10240 MB, got ${var.ephemeral_storage}."
  }
}

variable "environment" {
  type        = map(string)
  description = "Environment variables; at most 4096 bytes in all."
  default     = {}
  nullable    = false
  sensitive   = true

  validation {
    condition     = length(setintersection(nonsensitive(keys(var.environment)), ["AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "_HANDLER", "_X_AMZN_TRACE_ID"])) == 0
    error_message = "environment key must not be one that Lambda reserves, got ${join(", ", nonsensitive(keys(var.environment)))}."
  }
  validation {
    condition     = alltrue([for key in nonsensitive(keys(var.environment)) : can(regex("^(?:[a-zA-Z][a-zA-Z0-9_]+|_[a-zA-Z0-9_]*)$", key))])
    error_message = "environment key must begin with a letter, hold letters, digits and '_' only, and have 2 characters or more, got ${join(", ", nonsensitive(keys(var.environment)))}."
  }
  validation {
    condition     = alltrue([for value in values(var.environment) : !can(regex("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x{9f}]", value))])
    error_message = "environment must hold no control characters."
  }
  validation {
    # Base64 tells the number of bytes.
    condition     = sum(concat([0], [for key, value in var.environment : floor(length(replace(base64encode("${key}${value}"), "=", "")) * 3 / 4)])) <= 4096
    error_message = "environment must have at most 4096 bytes in all, as JSON."
  }
}

variable "command" {
  type        = list(string)
  description = "Replaces the image's CMD."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for word in var.command : length(word) >= 1 && length(word) <= 1000 && !can(regex("\\p{Cc}", word))])
    error_message = "command must have 1 to 1000 characters each, and no control characters."
  }
  validation {
    condition     = length(var.command) <= 1500
    error_message = "command must have at most 1500 texts, got ${length(var.command)}."
  }
}

variable "entry_point" {
  type        = list(string)
  description = "Replaces the image's ENTRYPOINT."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for word in var.entry_point : length(word) >= 1 && length(word) <= 1000 && !can(regex("\\p{Cc}", word))])
    error_message = "entry_point must have 1 to 1000 characters each, and no control characters."
  }
  validation {
    condition     = length(var.entry_point) <= 1500
    error_message = "entry_point must have at most 1500 texts, got ${length(var.entry_point)}."
  }
}

variable "working_directory" {
  type        = string
  description = "Replaces the image's WORKDIR; an absolute path."
  default     = null

  validation {
    condition     = var.working_directory == null || can(regex("^/[^\\p{Cc}]{0,999}$", var.working_directory))
    error_message = "working_directory must be an absolute path, got ${jsonencode(var.working_directory)}."
  }
}

variable "tracing" {
  type        = string
  description = "Active: X-Ray samples requests; or PassThrough."
  default     = "Active"
  nullable    = false

  validation {
    condition     = contains(["Active", "PassThrough"], var.tracing)
    error_message = "tracing must be one of Active, PassThrough, got ${jsonencode(var.tracing)}."
  }
}

variable "reserved_concurrent_executions" {
  type        = number
  description = "0 stops the function, -1 reserves nothing."
  default     = -1
  nullable    = false

  validation {
    condition     = var.reserved_concurrent_executions >= -1 && var.reserved_concurrent_executions <= 2147483647 && floor(var.reserved_concurrent_executions) == var.reserved_concurrent_executions
    error_message = "reserved_concurrent_executions must be a whole number, -1 to 2147483647, got ${var.reserved_concurrent_executions}."
  }
}

variable "recursive_loop" {
  type        = string
  description = "Allow lets the function call itself through SQS, SNS or S3; Terminate, Lambda's default, ends such loops."
  default     = "Terminate"
  nullable    = false

  validation {
    condition     = contains(["Allow", "Terminate"], var.recursive_loop)
    error_message = "recursive_loop must be one of Allow, Terminate, got ${jsonencode(var.recursive_loop)}."
  }
}

variable "kms_key_arn" {
  type        = string
  description = "A customer key for environment, logs, dead letters and repository; its policy must let CloudWatch Logs use it. Another key later replaces the repository, whose encryption is for ever. Default: keys of AWS."
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]*:[^:]*:key/.", var.kms_key_arn))
    error_message = "kms_key_arn must be an ARN such as 'arn:aws:kms:...:key/...', got ${jsonencode(var.kms_key_arn)}."
  }
}

variable "vpc_config" {
  type        = any
  description = "subnet_ids, 1 to 16, and security_group_ids, 1 to 5, of one VPC, and if wanted ipv6_allowed_for_dual_stack. Default: no VPC."
  default     = null

  validation {
    condition     = var.vpc_config == null || can(keys(var.vpc_config))
    error_message = "vpc_config must be an object, or null."
  }
  validation {
    condition     = length(setsubtract(try(keys(var.vpc_config), []), ["subnet_ids", "security_group_ids", "ipv6_allowed_for_dual_stack"])) == 0
    error_message = "vpc_config has no ${join(" and no ", setsubtract(try(keys(var.vpc_config), []), ["subnet_ids", "security_group_ids", "ipv6_allowed_for_dual_stack"]))}; it has subnet_ids, security_group_ids and ipv6_allowed_for_dual_stack."
  }
  validation {
    condition     = var.vpc_config == null || try(length(var.vpc_config.subnet_ids) >= 1 && length(var.vpc_config.subnet_ids) <= 16, false)
    error_message = "vpc_config.subnet_ids must have 1 to 16 ids."
  }
  validation {
    condition     = alltrue([for id in try(var.vpc_config.subnet_ids[*], []) : can(regex("^subnet-[0-9a-f]{8}(?:[0-9a-f]{9})?$", id))])
    error_message = "vpc_config.subnet_ids must be a subnet's id each, such as 'subnet-0123456789abcdef0'."
  }
  validation {
    condition     = var.vpc_config == null || try(length(var.vpc_config.security_group_ids) >= 1 && length(var.vpc_config.security_group_ids) <= 5, false)
    error_message = "vpc_config.security_group_ids must have 1 to 5 ids."
  }
  validation {
    condition     = alltrue([for id in try(var.vpc_config.security_group_ids[*], []) : can(regex("^sg-[0-9a-f]{8}(?:[0-9a-f]{9})?$", id))])
    error_message = "vpc_config.security_group_ids must be a security group's id each, such as 'sg-0123456789abcdef0'."
  }
  validation {
    condition     = can(tobool(try(var.vpc_config.ipv6_allowed_for_dual_stack, null)))
    error_message = "vpc_config.ipv6_allowed_for_dual_stack must be true or false."
  }
}

variable "replacement_security_group_ids" {
  type        = list(string)
  description = "Security groups that the function's network interfaces get before it is destroyed, so that its own can be deleted at once. [] is the VPC's default group; null leaves them."
  default     = null
}

variable "file_system_config" {
  type        = any
  description = "arn of an EFS access point, file_system_arn, local_mount_path below /mnt, and if wanted read_only. Needs vpc_config; the mount targets must exist before the function: say so with depends_on."
  default     = null

  validation {
    condition     = var.file_system_config == null || can(keys(var.file_system_config))
    error_message = "file_system_config must be an object, or null."
  }
  validation {
    condition     = var.file_system_config == null || try(toset(setsubtract(keys(var.file_system_config), ["read_only"])) == toset(["arn", "file_system_arn", "local_mount_path"]), false)
    error_message = "file_system_config must have arn, file_system_arn and local_mount_path, and may have read_only."
  }
  validation {
    condition     = try(var.file_system_config.local_mount_path, null) == null || can(regex("^/mnt/[A-Za-z0-9_.-]{1,155}$", var.file_system_config.local_mount_path))
    error_message = "file_system_config.local_mount_path must be '/mnt/' and a name, got ${try(jsonencode(var.file_system_config.local_mount_path), "null")}."
  }
  validation {
    condition     = var.file_system_config == null || var.vpc_config != null
    error_message = "file_system_config must be given with vpc_config only."
  }
}

variable "skip_destroy" {
  type        = bool
  description = "Whether the function is kept when its resource is destroyed."
  default     = false
  nullable    = false
}

variable "timeouts" {
  type        = map(string)
  description = "How long Terraform waits for Lambda: create, update and delete, such as \"15m\"."
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.timeouts), ["create", "update", "delete"])) == 0
    error_message = "timeouts must have create, update and delete only, got ${join(", ", keys(var.timeouts))}."
  }
}

# ---- Versions and aliases -----------------------------------------------------------------------

variable "publish" {
  type        = bool
  description = "Whether each change makes a version."
  default     = false
  nullable    = false
}

variable "aliases" {
  type        = any
  description = "Names for versions, by name: if wanted description, function_version (the one that was published last by default), additional_version_weights, and gradual_deployment = true, which leaves both to CodeDeploy (modules/gradual-deployment). Needs publish."
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.aliases)) && try(alltrue([for each in values(var.aliases) : can(keys(each))]), false)
    error_message = "aliases must be a map of objects, such as { live = {} }."
  }
  validation {
    condition     = try(alltrue([for alias in values(var.aliases) : length(setsubtract(keys(alias), ["description", "function_version", "additional_version_weights", "gradual_deployment"])) == 0]), true)
    error_message = "aliases has no ${join(" and no ", distinct(flatten([for alias in try(values(var.aliases), []) : setsubtract(try(keys(alias), []), ["description", "function_version", "additional_version_weights", "gradual_deployment"])])))}; each has description, function_version, additional_version_weights and gradual_deployment."
  }
  validation {
    condition     = try(alltrue([for name in keys(var.aliases) : can(regex("^[A-Za-z0-9_-]{1,128}$", name)) && !can(regex("^[0-9]+$", name))]), true)
    error_message = "aliases must be 1 to 128 letters, digits, '-' and '_' each, and not a number, got ${join(", ", try(keys(var.aliases), []))}."
  }
  validation {
    condition     = try(alltrue([for alias in values(var.aliases) : try(length(alias.description) <= 256, true)]), true)
    error_message = "aliases.description must have 0 to 256 characters."
  }
  validation {
    condition     = try(alltrue([for alias in values(var.aliases) : !try(alias.gradual_deployment && alias.additional_version_weights != null, false)]), true)
    error_message = "aliases.additional_version_weights must not be given with gradual_deployment."
  }
  validation {
    condition     = try(length(var.aliases) == 0 || var.publish, true)
    error_message = "aliases must be given with publish = true only."
  }
  validation {
    condition     = try(alltrue([for alias in values(var.aliases) : try(alias.function_version, null) == null || can(regex("^(?:[0-9]+|\\$LATEST)$", alias.function_version))]), true)
    error_message = "aliases.function_version must be a version's number, or $LATEST."
  }
  validation {
    condition     = try(alltrue([for alias in values(var.aliases) : try(alias.additional_version_weights, null) == null || try(length(alias.additional_version_weights) <= 1 && alltrue([for version, weight in alias.additional_version_weights : can(regex("^[0-9]+$", version)) && weight >= 0 && weight <= 1]), false)]), true)
    error_message = "aliases.additional_version_weights must be one version's number and its weight, 0 to 1."
  }
}

variable "qualifier" {
  type        = string
  description = "The alias that the URL, permissions, event sources, asynchronous and alarms belong to, or $LATEST for the function itself. Default: the only alias, or the function if there is none; with several it must be given."
  default     = null

  validation {
    condition     = var.qualifier == null || var.qualifier == "$LATEST" || contains(try(keys(var.aliases), []), coalesce(var.qualifier, "-"))
    error_message = "qualifier must be one of aliases, or $LATEST, got ${jsonencode(var.qualifier)}."
  }
  validation {
    condition     = var.qualifier != null || try(length(var.aliases) <= 1, true)
    error_message = "qualifier must be given with several aliases: everything that belongs to the only one would move off it otherwise."
  }
}

variable "provisioned_concurrency" {
  type        = any
  description = "provisioned_concurrent_executions that are ready for the alias, and if wanted skip_destroy and scaling = { min_capacity, max_capacity, target (0.1 to 0.9, 0.7 by default) }."
  default     = null

  validation {
    condition     = var.provisioned_concurrency == null || can(keys(var.provisioned_concurrency))
    error_message = "provisioned_concurrency must be an object, or null."
  }
  validation {
    condition     = length(setsubtract(try(keys(var.provisioned_concurrency), []), ["provisioned_concurrent_executions", "skip_destroy", "scaling"])) == 0 && length(setsubtract(try(keys(var.provisioned_concurrency.scaling), []), ["min_capacity", "max_capacity", "target"])) == 0
    error_message = "provisioned_concurrency has provisioned_concurrent_executions, skip_destroy and scaling, and scaling has min_capacity, max_capacity and target."
  }
  validation {
    condition     = var.provisioned_concurrency == null || try(var.provisioned_concurrency.provisioned_concurrent_executions >= 1, false)
    error_message = "provisioned_concurrency.provisioned_concurrent_executions must be 1 or more."
  }
  validation {
    condition     = var.provisioned_concurrency == null || try(length(var.aliases) > 0, false) && var.qualifier != "$LATEST"
    error_message = "provisioned_concurrency must be given with an alias only."
  }
  validation {
    condition     = !contains(try(keys(var.provisioned_concurrency), []), "scaling") || try(var.provisioned_concurrency.scaling.min_capacity >= 0 && var.provisioned_concurrency.scaling.min_capacity <= var.provisioned_concurrency.scaling.max_capacity, false)
    error_message = "provisioned_concurrency.scaling must have min_capacity, 0 or more, and max_capacity, as much or more; leave the key out for none."
  }
  validation {
    condition     = (try(var.provisioned_concurrency.scaling.target, null) == null || try(var.provisioned_concurrency.scaling.target >= 0.1 && var.provisioned_concurrency.scaling.target <= 0.9, false))
    error_message = "provisioned_concurrency.scaling.target must be 0.1 to 0.9."
  }
  validation {
    condition     = can(tobool(try(var.provisioned_concurrency.skip_destroy, null)))
    error_message = "provisioned_concurrency.skip_destroy must be true or false."
  }
}

# ---- Logs ---------------------------------------------------------------------------------------

variable "log_group" {
  type        = map(string)
  description = "A log group that exists, used as it is: { name = ..., arn = ... }. Default: one is made."
  default     = null

  validation {
    condition     = var.log_group == null || try(keys(var.log_group) == tolist(["arn", "name"]), false)
    error_message = "log_group must have name and arn, and nothing else, got ${try(join(", ", keys(var.log_group)), "null")}."
  }
  validation {
    condition     = var.log_group == null || var.log_retention_in_days == 365 && var.log_group_class == null && !var.log_group_skip_destroy
    error_message = "log_group must be given without log_retention_in_days, log_group_class and log_group_skip_destroy, which are of what is made."
  }
  validation {
    condition     = var.log_group == null || can(regex("^arn:[^:]+:logs:[^:]+:[0-9]{12}:log-group:[^:\\s]+(?::\\*)?$", var.log_group.arn))
    error_message = "log_group.arn must be an ARN such as 'arn:aws:logs:...:log-group:...'."
  }
  validation {
    condition     = var.log_group == null || try(endswith(trimsuffix(var.log_group.arn, ":*"), ":log-group:${var.log_group.name}"), false)
    error_message = "log_group.name must be the name in log_group.arn, got ${try(jsonencode(var.log_group.name), "null")}."
  }
}

variable "log_retention_in_days" {
  type        = number
  description = "How long logs are kept: one of CloudWatch Logs' numbers, 0 for ever."
  default     = 365
  nullable    = false

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_in_days)
    error_message = "log_retention_in_days must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 (0 keeps logs for ever), got ${var.log_retention_in_days}."
  }
}

variable "log_group_class" {
  type        = string
  description = "STANDARD, INFREQUENT_ACCESS or DELIVERY. Default: CloudWatch Logs' own, STANDARD."
  default     = null

  validation {
    condition     = var.log_group_class == null || try(contains(["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"], var.log_group_class), false)
    error_message = "log_group_class must be one of STANDARD, INFREQUENT_ACCESS, DELIVERY, got ${jsonencode(var.log_group_class)}."
  }
}

variable "log_group_skip_destroy" {
  type        = bool
  description = "Whether the log group is kept when its resource is destroyed."
  default     = false
  nullable    = false
}

variable "log_format" {
  type        = string
  description = "JSON or Text."
  default     = "JSON"
  nullable    = false

  validation {
    condition     = contains(["JSON", "Text"], var.log_format)
    error_message = "log_format must be one of JSON, Text, got ${jsonencode(var.log_format)}."
  }
}

variable "application_log_level" {
  type        = string
  description = "For JSON: the least level of the function's own lines; INFO by default."
  default     = null

  validation {
    condition     = var.application_log_level == null || try(contains(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"], var.application_log_level), false)
    error_message = "application_log_level must be one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL, got ${jsonencode(var.application_log_level)}."
  }
  validation {
    condition     = var.application_log_level == null || var.log_format == "JSON"
    error_message = "application_log_level must be given with log_format 'JSON' only."
  }
}

variable "system_log_level" {
  type        = string
  description = "For JSON: the least level of Lambda's lines; INFO by default."
  default     = null

  validation {
    condition     = var.system_log_level == null || try(contains(["DEBUG", "INFO", "WARN"], var.system_log_level), false)
    error_message = "system_log_level must be one of DEBUG, INFO, WARN, got ${jsonencode(var.system_log_level)}."
  }
  validation {
    condition     = var.system_log_level == null || var.log_format == "JSON"
    error_message = "system_log_level must be given with log_format 'JSON' only."
  }
}

# ---- Asynchronous invocations -------------------------------------------------------------------

variable "dead_letter_queue" {
  type        = bool
  description = "Whether a queue is made for asynchronous events that could not be processed. Default: yes, unless dead_letter_target is given, or role, which would need the permission to send there."
  default     = null
}

variable "dead_letter_target" {
  type        = map(string)
  description = "An SQS queue or SNS topic that exists, for the same: { arn = ... }. Instead of dead_letter_queue."
  default     = null

  validation {
    condition     = var.dead_letter_target == null || try(keys(var.dead_letter_target) == tolist(["arn"]), false)
    error_message = "dead_letter_target must have arn, and nothing else, got ${try(join(", ", keys(var.dead_letter_target)), "null")}."
  }
  validation {
    condition     = var.dead_letter_target == null || !coalesce(var.dead_letter_queue, false)
    error_message = "dead_letter_target must be given without dead_letter_queue only."
  }
  validation {
    condition     = var.dead_letter_target == null || can(regex("^arn:[^:]+:(?:sqs|sns):[^:]+:[0-9]{12}:[A-Za-z0-9_.-]+$", var.dead_letter_target.arn))
    error_message = "dead_letter_target.arn must be the ARN of a queue or a topic, got ${try(jsonencode(var.dead_letter_target.arn), "null")}."
  }
  validation {
    condition     = !can(regex("\\.fifo$", var.dead_letter_target.arn))
    error_message = "dead_letter_target.arn must be a standard queue or topic, not a FIFO one."
  }
}

variable "asynchronous" {
  type        = any
  description = "Asynchronous invocations: maximum_event_age_in_seconds (60 to 21600), maximum_retry_attempts (0 to 2), and the ARNs on_success and on_failure of a queue, topic, function, event bus or bucket. Default: Lambda's settings."
  default     = null

  validation {
    condition     = var.asynchronous == null || can(keys(var.asynchronous))
    error_message = "asynchronous must be an object, or null."
  }
  validation {
    condition     = length(setsubtract(try(keys(var.asynchronous), []), ["maximum_event_age_in_seconds", "maximum_retry_attempts", "on_success", "on_failure"])) == 0
    error_message = "asynchronous has no ${join(" and no ", setsubtract(try(keys(var.asynchronous), []), ["maximum_event_age_in_seconds", "maximum_retry_attempts", "on_success", "on_failure"]))}; it has maximum_event_age_in_seconds, maximum_retry_attempts, on_success and on_failure."
  }
  validation {
    condition     = (try(var.asynchronous.maximum_event_age_in_seconds, null) == null || try(var.asynchronous.maximum_event_age_in_seconds >= 60 && var.asynchronous.maximum_event_age_in_seconds <= 21600, false))
    error_message = "asynchronous.maximum_event_age_in_seconds must be 60 to 21600 seconds."
  }
  validation {
    condition     = (try(var.asynchronous.maximum_retry_attempts, null) == null || try(var.asynchronous.maximum_retry_attempts >= 0 && var.asynchronous.maximum_retry_attempts <= 2, false))
    error_message = "asynchronous.maximum_retry_attempts must be 0 to 2."
  }
  validation {
    condition     = !can(regex("^arn:[^:]+:s3:", var.asynchronous.on_success))
    error_message = "asynchronous.on_success must not be a bucket: buckets take failures only."
  }
  validation {
    condition     = alltrue([for name in ["on_success", "on_failure"] : !contains(try(keys(var.asynchronous), []), name) || can(regex("^arn:[^:]+:(?:sqs|sns|lambda|events|s3):", var.asynchronous[name]))])
    error_message = "asynchronous.on_failure must be the ARN of a queue, topic, function, event bus or bucket, and so must on_success; leave the key out for none."
  }
  validation {
    condition     = !can(regex("\\.fifo$", var.asynchronous.on_failure)) && !can(regex("\\.fifo$", var.asynchronous.on_success))
    error_message = "asynchronous.on_failure must be a standard queue or topic, not a FIFO one, and so must on_success."
  }
}

# ---- Who may invoke it --------------------------------------------------------------------------

variable "url" {
  type        = any
  description = "An HTTPS address: {} for one that callers need IAM permissions for. public lets everybody call it; invoke_mode is BUFFERED or RESPONSE_STREAM; cors is what browsers on other sites may do: allow_origins, allow_methods, allow_headers, expose_headers, allow_credentials and max_age."
  default     = null

  validation {
    condition     = var.url == null || can(keys(var.url))
    error_message = "url must be an object, or null."
  }
  validation {
    condition     = length(setsubtract(try(keys(var.url), []), ["public", "invoke_mode", "cors"])) == 0
    error_message = "url has no ${join(" and no ", setsubtract(try(keys(var.url), []), ["public", "invoke_mode", "cors"]))}; it has public, invoke_mode and cors."
  }
  validation {
    condition     = contains(["BUFFERED", "RESPONSE_STREAM"], coalesce(try(var.url.invoke_mode, null), "BUFFERED"))
    error_message = "url.invoke_mode must be one of BUFFERED, RESPONSE_STREAM, got ${try(jsonencode(var.url.invoke_mode), "null")}."
  }
  validation {
    condition     = length(setsubtract(try(keys(var.url.cors), []), ["allow_origins", "allow_methods", "allow_headers", "expose_headers", "allow_credentials", "max_age"])) == 0
    error_message = "url.cors has no ${join(" and no ", setsubtract(try(keys(var.url.cors), []), ["allow_origins", "allow_methods", "allow_headers", "expose_headers", "allow_credentials", "max_age"]))}; it has allow_origins, allow_methods, allow_headers, expose_headers, allow_credentials and max_age."
  }
  validation {
    condition     = length(setsubtract(try(var.url.cors.allow_methods[*], []), ["GET", "PUT", "HEAD", "POST", "PATCH", "DELETE", "*"])) == 0
    error_message = "url.cors.allow_methods must be one of GET, PUT, HEAD, POST, PATCH, DELETE, * each."
  }
  validation {
    condition     = alltrue([for name in ["allow_origins", "allow_headers", "expose_headers"] : length(try(var.url.cors[name][*], [])) <= 100])
    error_message = "url.cors.allow_origins must have at most 100 texts, and so must allow_headers and expose_headers."
  }
  validation {
    condition     = alltrue(flatten([for name in ["allow_origins", "allow_headers", "expose_headers"] : [for text in try(var.url.cors[name][*], []) : length(text) >= 1 && length(text) <= 1024 && !can(regex("\\p{Cc}", text))]]))
    error_message = "url.cors.allow_headers must have 1 to 1024 characters each and hold no control characters, and so must allow_origins and expose_headers."
  }
  validation {
    condition     = !coalesce(try(tobool(var.url.cors.allow_credentials), null), false) || !contains(try(var.url.cors.allow_origins[*], []), "*")
    error_message = "url.cors.allow_origins must name each site with allow_credentials = true."
  }
  validation {
    condition     = (try(var.url.cors.max_age, null) == null || try(var.url.cors.max_age >= 0 && var.url.cors.max_age <= 86400, false))
    error_message = "url.cors.max_age must be 0 to 86400 seconds, got ${try(jsonencode(var.url.cors.max_age), "null")}."
  }
  validation {
    condition     = can(tobool(try(var.url.public, null))) && can(tobool(try(var.url.cors.allow_credentials, null)))
    error_message = "url.public must be true or false, and so must cors.allow_credentials."
  }
}

variable "permissions" {
  type        = any
  description = "Who else may invoke it, by a name that is part of the address: principal, such as a service, and if wanted action, source_arn, source_account, principal_org_id and event_source_token."
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.permissions)) && try(alltrue([for each in values(var.permissions) : can(keys(each))]), false)
    error_message = "permissions must be a map of objects, such as { name = { principal = ... } }."
  }
  validation {
    condition     = try(alltrue([for permission in values(var.permissions) : length(setsubtract(keys(permission), ["principal", "action", "source_arn", "source_account", "principal_org_id", "event_source_token"])) == 0 && can(permission.principal)]), true)
    error_message = "permissions must each have principal, and may have action, source_arn, source_account, principal_org_id and event_source_token."
  }
  validation {
    condition     = try(alltrue([for permission in values(var.permissions) : try(!can(regex("\\.amazonaws\\.com(?:\\.cn)?$|\\.amazon\\.com$", permission.principal)), true) || try(permission.source_arn, null) != null || try(permission.source_account, null) != null || try(permission.event_source_token, null) != null]), true)
    error_message = "permissions.source_arn or source_account must be given with a service as principal: it calls on behalf of anybody otherwise."
  }
  validation {
    condition     = try(alltrue([for permission in values(var.permissions) : try(permission.source_arn, null) == null || try(permission.source_account, null) != null || !can(regex("^arn:[^:]*:[^:]*:[^:]*::", permission.source_arn))]), true)
    error_message = "permissions.source_account must be given with a source_arn that holds no account, such as a bucket's."
  }
  validation {
    condition     = try(alltrue([for permission in values(var.permissions) : try(permission.source_arn, null) == null || can(regex("^arn:[^:]+:[^:]+:[^:]*:[^:]*:.", permission.source_arn))]), true)
    error_message = "permissions.source_arn must be an ARN."
  }
  validation {
    condition     = try(alltrue([for permission in values(var.permissions) : try(permission.principal_org_id, null) == null || can(regex("^o-[a-z0-9]{10,32}$", permission.principal_org_id))]), true)
    error_message = "permissions.principal_org_id must be an organization's id such as 'o-a1b2c3d4e5'."
  }
  validation {
    condition     = try(alltrue([for permission in values(var.permissions) : try(permission.source_account, null) == null || can(regex("^[0-9]{12}$", permission.source_account))]), true)
    error_message = "permissions.source_account must be an AWS account id of 12 digits."
  }
  validation {
    condition     = try(alltrue([for permission in values(var.permissions) : try(permission.action, null) == null || can(regex("^lambda:[A-Za-z]{1,100}$", permission.action))]), true)
    error_message = "permissions.action must be one action of Lambda, such as lambda:InvokeFunction."
  }
  validation {
    condition     = try(alltrue([for permission in values(var.permissions) : can(regex("^(?:[a-z0-9-]+\\.)+(?:amazonaws\\.com(?:\\.cn)?|amazon\\.com)$|^[0-9]{12}$|^arn:aws[a-z-]*:(?:iam|sts)::[0-9]{12}:[!-~]+$", permission.principal)) || try(permission.principal == "*" && permission.principal_org_id != null, false)]), true)
    error_message = "permissions.principal must be a service such as 's3.amazonaws.com', an account's id, an IAM identity's ARN, or '*' with principal_org_id."
  }
}

# ---- What Lambda polls --------------------------------------------------------------------------

variable "sqs_event_sources" {
  type        = any
  description = "Queues of SQS that Lambda polls, by a name that is part of the address: arn, and if wanted batch_size (10 by default), maximum_batching_window_in_seconds, maximum_concurrency, filters (patterns as JSON), enabled, and kms_key_arn of an encrypted queue."
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.sqs_event_sources)) && try(alltrue([for each in values(var.sqs_event_sources) : can(keys(each))]), false)
    error_message = "sqs_event_sources must be a map of objects, such as { name = { arn = ... } }."
  }
  validation {
    condition     = try(alltrue([for source in values(var.sqs_event_sources) : length(setsubtract(keys(source), ["arn", "batch_size", "maximum_batching_window_in_seconds", "maximum_concurrency", "filters", "enabled", "kms_key_arn"])) == 0 && can(source.arn)]), true)
    error_message = "sqs_event_sources must each have arn, and may have batch_size, maximum_batching_window_in_seconds, maximum_concurrency, filters, enabled and kms_key_arn."
  }
  validation {
    condition     = try(alltrue([for source in values(var.sqs_event_sources) : can(regex("^arn:[^:]+:sqs:[^:]+:[0-9]{12}:[A-Za-z0-9_.-]+$", source.arn))]), true)
    error_message = "sqs_event_sources.arn must be an ARN such as 'arn:aws:sqs:...:...'."
  }
  validation {
    condition     = try(alltrue([for source in values(var.sqs_event_sources) : (try(source.batch_size, null) == null || try(source.batch_size >= 1 && source.batch_size <= (endswith(source.arn, ".fifo") ? 10 : 10000), false))]), true)
    error_message = "sqs_event_sources.batch_size must be 1 to 10000, and 1 to 10 for a FIFO queue."
  }
  validation {
    condition     = try(alltrue([for source in values(var.sqs_event_sources) : (try(source.maximum_batching_window_in_seconds, null) == null || try(source.maximum_batching_window_in_seconds >= 0 && source.maximum_batching_window_in_seconds <= 300, false))]), true)
    error_message = "sqs_event_sources.maximum_batching_window_in_seconds must be 0 to 300 seconds."
  }
  validation {
    condition     = try(alltrue([for source in values(var.sqs_event_sources) : try(source.batch_size <= 10 || coalesce(try(source.maximum_batching_window_in_seconds, null), 0) >= 1 || endswith(source.arn, ".fifo"), true)]), true)
    error_message = "sqs_event_sources.maximum_batching_window_in_seconds must be 1 or more with a batch_size of more than 10."
  }
  validation {
    condition     = try(alltrue([for source in values(var.sqs_event_sources) : try(!endswith(source.arn, ".fifo") || source.maximum_batching_window_in_seconds == 0, true)]), true)
    error_message = "sqs_event_sources.maximum_batching_window_in_seconds must be 0, because a FIFO queue has no batching window."
  }
  validation {
    condition     = try(alltrue([for source in values(var.sqs_event_sources) : (try(source.maximum_concurrency, null) == null || try(source.maximum_concurrency >= 2 && source.maximum_concurrency <= 1000, false))]), true)
    error_message = "sqs_event_sources.maximum_concurrency must be 2 to 1000."
  }
  validation {
    condition     = try(alltrue(flatten([for source in values(var.sqs_event_sources) : [for filter in try(source.filters[*], []) : can(jsondecode(filter))]])), true)
    error_message = "sqs_event_sources.filters must be patterns, as JSON."
  }
  validation {
    condition     = try(alltrue([for source in values(var.sqs_event_sources) : can(tobool(try(source.enabled, null)))]), true)
    error_message = "sqs_event_sources.enabled must be true or false."
  }
}

variable "kinesis_event_sources" {
  type        = any
  description = "Data streams of Kinesis that Lambda polls, by a name that is part of the address: arn, starting_position, and if wanted batch_size (100 by default), maximum_batching_window_in_seconds, parallelization_factor, maximum_retry_attempts, maximum_record_age_in_seconds, bisect_batch_on_function_error, filters (patterns as JSON), enabled, and kms_key_arn of an encrypted stream."
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.kinesis_event_sources)) && try(alltrue([for each in values(var.kinesis_event_sources) : can(keys(each))]), false)
    error_message = "kinesis_event_sources must be a map of objects, such as { name = { arn = ... } }."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : length(setsubtract(keys(source), ["arn", "starting_position", "batch_size", "maximum_batching_window_in_seconds", "parallelization_factor", "maximum_retry_attempts", "maximum_record_age_in_seconds", "bisect_batch_on_function_error", "filters", "enabled", "kms_key_arn"])) == 0 && can(source.arn) && can(source.starting_position)]), true)
    error_message = "kinesis_event_sources must each have arn and starting_position, and may have batch_size, maximum_batching_window_in_seconds, parallelization_factor, maximum_retry_attempts, maximum_record_age_in_seconds, bisect_batch_on_function_error, filters, enabled and kms_key_arn."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : can(regex("^arn:[^:]+:kinesis:[^:]+:[0-9]{12}:stream/[A-Za-z0-9_.-]+$", source.arn))]), true)
    error_message = "kinesis_event_sources.arn must be an ARN such as 'arn:aws:kinesis:...:stream/...'."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : try(contains(["TRIM_HORIZON", "LATEST"], source.starting_position), false)]), true)
    error_message = "kinesis_event_sources.starting_position must be one of TRIM_HORIZON, LATEST."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : (try(source.batch_size, null) == null || try(source.batch_size >= 1 && source.batch_size <= 10000, false))]), true)
    error_message = "kinesis_event_sources.batch_size must be 1 to 10000."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : (try(source.parallelization_factor, null) == null || try(source.parallelization_factor >= 1 && source.parallelization_factor <= 10, false))]), true)
    error_message = "kinesis_event_sources.parallelization_factor must be 1 to 10."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : (try(source.maximum_retry_attempts, null) == null || try(source.maximum_retry_attempts >= -1 && source.maximum_retry_attempts <= 10000, false))]), true)
    error_message = "kinesis_event_sources.maximum_retry_attempts must be -1 to 10000."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : (try(source.maximum_record_age_in_seconds, null) == null || try(source.maximum_record_age_in_seconds == -1 || source.maximum_record_age_in_seconds >= 60 && source.maximum_record_age_in_seconds <= 604800, false))]), true)
    error_message = "kinesis_event_sources.maximum_record_age_in_seconds must be 60 to 604800 seconds, or -1 for any age."
  }
  validation {
    condition     = try(alltrue(flatten([for source in values(var.kinesis_event_sources) : [for filter in try(source.filters[*], []) : can(jsondecode(filter))]])), true)
    error_message = "kinesis_event_sources.filters must be patterns, as JSON."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : (try(source.maximum_batching_window_in_seconds, null) == null || try(source.maximum_batching_window_in_seconds >= 0 && source.maximum_batching_window_in_seconds <= 300, false))]), true)
    error_message = "kinesis_event_sources.maximum_batching_window_in_seconds must be 0 to 300 seconds."
  }
  validation {
    condition     = try(alltrue([for source in values(var.kinesis_event_sources) : can(tobool(try(source.enabled, null))) && can(tobool(try(source.bisect_batch_on_function_error, null)))]), true)
    error_message = "kinesis_event_sources.enabled must be true or false, and so must bisect_batch_on_function_error."
  }
}

variable "dynamodb_event_sources" {
  type        = any
  description = "Streams of DynamoDB tables that Lambda polls, by a name that is part of the address; keys as of kinesis_event_sources."
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.dynamodb_event_sources)) && try(alltrue([for each in values(var.dynamodb_event_sources) : can(keys(each))]), false)
    error_message = "dynamodb_event_sources must be a map of objects, such as { name = { arn = ... } }."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : length(setsubtract(keys(source), ["arn", "starting_position", "batch_size", "maximum_batching_window_in_seconds", "parallelization_factor", "maximum_retry_attempts", "maximum_record_age_in_seconds", "bisect_batch_on_function_error", "filters", "enabled", "kms_key_arn"])) == 0 && can(source.arn) && can(source.starting_position)]), true)
    error_message = "dynamodb_event_sources must each have arn and starting_position, and may have batch_size, maximum_batching_window_in_seconds, parallelization_factor, maximum_retry_attempts, maximum_record_age_in_seconds, bisect_batch_on_function_error, filters, enabled and kms_key_arn."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : can(regex("^arn:[^:]+:dynamodb:[^:]+:[0-9]{12}:table/[^/]+/stream/.", source.arn))]), true)
    error_message = "dynamodb_event_sources.arn must be the ARN of a table's stream, such as 'arn:aws:dynamodb:...:table/.../stream/...'."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : try(contains(["TRIM_HORIZON", "LATEST"], source.starting_position), false)]), true)
    error_message = "dynamodb_event_sources.starting_position must be one of TRIM_HORIZON, LATEST."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : (try(source.batch_size, null) == null || try(source.batch_size >= 1 && source.batch_size <= 10000, false))]), true)
    error_message = "dynamodb_event_sources.batch_size must be 1 to 10000."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : (try(source.parallelization_factor, null) == null || try(source.parallelization_factor >= 1 && source.parallelization_factor <= 10, false))]), true)
    error_message = "dynamodb_event_sources.parallelization_factor must be 1 to 10."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : (try(source.maximum_retry_attempts, null) == null || try(source.maximum_retry_attempts >= -1 && source.maximum_retry_attempts <= 10000, false))]), true)
    error_message = "dynamodb_event_sources.maximum_retry_attempts must be -1 to 10000."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : (try(source.maximum_record_age_in_seconds, null) == null || try(source.maximum_record_age_in_seconds == -1 || source.maximum_record_age_in_seconds >= 60 && source.maximum_record_age_in_seconds <= 604800, false))]), true)
    error_message = "dynamodb_event_sources.maximum_record_age_in_seconds must be 60 to 604800 seconds, or -1 for any age."
  }
  validation {
    condition     = try(alltrue(flatten([for source in values(var.dynamodb_event_sources) : [for filter in try(source.filters[*], []) : can(jsondecode(filter))]])), true)
    error_message = "dynamodb_event_sources.filters must be patterns, as JSON."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : (try(source.maximum_batching_window_in_seconds, null) == null || try(source.maximum_batching_window_in_seconds >= 0 && source.maximum_batching_window_in_seconds <= 300, false))]), true)
    error_message = "dynamodb_event_sources.maximum_batching_window_in_seconds must be 0 to 300 seconds."
  }
  validation {
    condition     = try(alltrue([for source in values(var.dynamodb_event_sources) : can(tobool(try(source.enabled, null))) && can(tobool(try(source.bisect_batch_on_function_error, null)))]), true)
    error_message = "dynamodb_event_sources.enabled must be true or false, and so must bisect_batch_on_function_error."
  }
}

# ---- What tells that something is wrong ---------------------------------------------------------

variable "alarms" {
  type        = any
  description = "Alarms for error-rate, throttles and duration, and for dead letters, lost events and late records where there can be any: topic_arn that hears of them, notify_ok (true by default), and if wanted thresholds by the alarm's name, null for no such alarm: percent of invocations for error-rate, percent of the timeout for duration, milliseconds for iterator-age. Default: none."
  default     = null

  validation {
    condition     = var.alarms == null || can(keys(var.alarms))
    error_message = "alarms must be an object, or null."
  }
  validation {
    condition     = length(setsubtract(try(keys(var.alarms), []), ["topic_arn", "notify_ok", "thresholds"])) == 0
    error_message = "alarms has no ${join(" and no ", setsubtract(try(keys(var.alarms), []), ["topic_arn", "notify_ok", "thresholds"]))}; it has topic_arn, notify_ok and thresholds."
  }
  validation {
    condition     = length(setsubtract(try(keys(var.alarms.thresholds), []), ["error-rate", "throttles", "duration", "dead-letters", "dead-letter-errors", "destination-failures", "iterator-age"])) == 0
    error_message = "alarms.thresholds has error-rate, throttles, duration, dead-letters, dead-letter-errors, destination-failures and iterator-age."
  }
  validation {
    condition     = alltrue([for name, threshold in try(var.alarms.thresholds, null) == null ? {} : var.alarms.thresholds : threshold == null || try(threshold >= 0 && threshold <= (contains(["error-rate", "duration"], name) ? 100 : threshold), false)])
    error_message = "alarms.thresholds must be 0 or more each, and at most 100 percent for error-rate and duration."
  }
  validation {
    condition     = can(tobool(try(var.alarms.notify_ok, null)))
    error_message = "alarms.notify_ok must be true or false."
  }
}
