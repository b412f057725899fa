locals {
  source = var.image == null ? "build" : one(setintersection(keys(var.image), ["uri", "digest", "tag", "published"]))

  digest = {
    build     = one(docker_registry_image.image[*].sha256_digest)
    uri       = try(regex("@(sha256:[0-9a-f]{64})$", var.image.uri)[0], null)
    digest    = try(var.image.digest, null)
    tag       = one(data.aws_ecr_image.tagged[*].image_digest)
    published = try(local.published.digest, "")
  }[local.source]

  # What the stack of this name was published with, or promoted to.
  lock_file = coalesce(try(var.image.lock, null), "${path.root}/lambda-container.lock.json")
  lock      = local.source == "published" ? try(jsondecode(file(local.lock_file)), null) : null
  published = local.source == "published" ? try(local.lock.stacks[var.image.environment].images["Image-${var.image.published}"], null) : null

  image_uri = local.source == "uri" ? var.image.uri : "${local.repository_url}@${local.digest}"

  platform   = { x86_64 = "linux/amd64", arm64 = "linux/arm64" }[var.architecture]
  dockerfile = "${local.context}/${var.dockerfile}"

  # The platforms that the FROM lines of the Dockerfile name, the last of which is the image's.
  from_lines    = try(regexall("(?mi)^\\s*FROM\\s+(?:--platform=(\\S+)\\s+)?\\S", file(local.dockerfile)), [])
  from_platform = var.target == null && length(local.from_lines) > 0 ? coalesce(local.from_lines[length(local.from_lines) - 1][0], local.platform) : local.platform
  # Without a variant, as in linux/arm64/v8, and by Docker's own name.
  named_platform = strcontains(local.from_platform, "$") ? local.platform : replace(replace(join("/", slice(concat(split("/", local.from_platform), [""]), 0, 2)), "aarch64", "arm64"), "x86_64", "amd64")
}

data "aws_ecr_image" "tagged" {
  count = local.source == "tag" ? 1 : 0

  registry_id     = var.repository == null ? local.made_repository.registry_id : local.repository_account
  repository_name = local.repository_name
  image_tag       = var.image.tag
}

resource "docker_registry_image" "image" {
  count = local.source == "build" ? 1 : 0

  # The time is part of the tag, which no push has taken yet: see docs/decisions/0004.
  name          = "${local.repository_url}:${substr(local.content_hash, 0, 12)}-${formatdate("YYYYMMDDhhmmss", plantimestamp())}-${substr(sha256(var.function_name), 0, 8)}"
  keep_remotely = true
  triggers = merge(
    {
      content_hash = local.content_hash
      repository   = local.repository_url
    },
    # A hash that the caller names need not cover these.
    var.content_hash == null ? {} : { build = sha256(jsonencode([local.platform, var.target, var.build_args, var.labels])) },
  )

  build {
    context    = var.source_path
    dockerfile = var.dockerfile
    platform   = local.platform
    target     = var.target
    build_args = var.build_args
    # buildx reads the first, and the legacy builder the second.
    label          = var.labels
    labels         = var.labels
    build_log_file = coalesce(var.build_log_file, "${path.module}/${var.function_name}.build.log")
    # With either, buildx pushes an index, which Lambda refuses.
    provenance = "false"
    sbom       = "false"

    dynamic "secrets" {
      for_each = var.build_secrets
      content {
        id  = secrets.key
        env = lookup(secrets.value, "env", null)
        src = lookup(secrets.value, "src", null)
      }
    }
  }

  lifecycle {
    # A change of these alone is no new build.
    ignore_changes = [name, build]

    precondition {
      condition     = length(local.every_file) > 0 || local.has_broken_link
      error_message = "source_path must be a folder with files, got ${jsonencode(var.source_path)}."
    }
    precondition {
      condition     = !local.has_broken_link
      error_message = "source_path must hold no link that leads nowhere, or round in circles (find -L names it), got ${jsonencode(var.source_path)}."
    }
    precondition {
      condition     = length(local.every_file) == 0 || fileexists(local.dockerfile)
      error_message = "dockerfile must be a file of source_path, got ${jsonencode(var.dockerfile)}."
    }
    precondition {
      condition     = length(local.terraforms_own) == 0
      error_message = "source_path must not hold what Terraform writes, such as ${try(local.terraforms_own[0], "its state")}: give the function a folder of its own, or list it in .dockerignore."
    }
    precondition {
      condition     = local.named_platform == local.platform
      error_message = "architecture must be the image's, ${try({ "linux/amd64" = "x86_64", "linux/arm64" = "arm64" }[local.named_platform], local.named_platform)}, got ${jsonencode(var.architecture)}."
    }
  }
}

check "image_is_pinned" {
  assert {
    condition     = local.source != "uri" || strcontains(try(var.image.uri, ""), "@sha256:")
    error_message = "image.uri has no digest: Terraform sees no change when its tag moves; use image = { tag = ... } with repository, which resolves it, or name the digest."
  }
}
