# The hash covers every file that Docker is sent, by path and content, and what decides about the
# build. If HCL cannot tell what Docker does with a line of .dockerignore, the file stays in the
# hash: a build too many, never one too few. docs/module.md lists the differences from the library's.

locals {
  context = var.source_path == null ? "." : var.source_path

  # One walk over the folder; what does not belong to it is found by its path. It fails at a link that
  # leads nowhere, where "**" alone would leave it out.
  every_file      = local.source == "build" ? try(fileset(local.context, "**/*"), []) : []
  has_broken_link = local.source == "build" && length(local.every_file) == 0 && !can(fileset(local.context, "**/*"))

  ignore_lines = [
    for line in split("\n", local.source == "build" ? try(file("${local.dockerfile}.dockerignore"), file("${local.context}/.dockerignore"), "") : "") :
    trimspace(line) if trimspace(line) != "" && !startswith(line, "#")
  ]

  # Unclear exceptions could name anything: then the file leaves nothing out.
  unclear = anytrue([for line in local.ignore_lines : startswith(line, "!") && !can(regex("^!\\s*/?\\.?[A-Za-z0-9_*?-][A-Za-z0-9_.*? -]*(?:/\\.?[A-Za-z0-9_*?-][A-Za-z0-9_.*? -]*)*/?$", line))])

  # Lines of letters, digits, '_', '-', '.' and spaces, with *, ? and **; as regular expressions, in
  # which a folder stands for all that is in it.
  rules = [
    for line in concat(local.unclear ? [] : local.ignore_lines, var.exclude) : {
      keeps   = startswith(line, "!")
      pattern = "${replace(replace(replace(replace(replace(replace(trim(trimspace(trimprefix(line, "!")), "/"), ".", "\\."), "**/", "\u0001"), "**", "\u0002"), "*", "[^/]*"), "?", "[^/]"), "\u0001", "(?:.*/)?")}"
    } if can(regex("^!?\\s*/?\\.?[A-Za-z0-9_*?-][A-Za-z0-9_.*? -]*(?:/\\.?[A-Za-z0-9_*?-][A-Za-z0-9_.*? -]*)*/?$", line))
  ]
  # Neighbours of one kind are one expression, so that a file is matched a few times, not for each line.
  turns = [for i, rule in local.rules : i if i == 0 || rule.keeps != local.rules[max(i - 1, 0)].keeps]
  groups = [
    for turn, first in local.turns : {
      keeps   = local.rules[first].keeps
      pattern = "^(?:${join("|", [for i, rule in local.rules : replace(rule.pattern, "\u0002", ".*") if i >= first && i < try(local.turns[turn + 1], length(local.rules))])})(?:/.*)?$"
    }
  ]

  # No build needs these, which version control, Terraform and this library write.
  never_sent = "^(?:.*/)?(?:\\.git(?:/.*)?|(?:cdktf\\.out|\\.cdktf\\.out\\.[^/]*|\\.terraform)/.*|\\.terraform\\.lock\\.hcl|[^/]*\\.tfstate(?:\\.[^/]*)?|[^/]*\\.tfplan|[^/]*\\.build\\.log|lambda-container\\.lock\\.json)$|^\\.dockerignore$"

  # The last group that names a file decides.
  sent = [
    for file in local.every_file : file
    if length(local.groups) == 0 || try(reverse([for group in local.groups : group.keeps if can(regex(group.pattern, file))])[0], true)
  ]
  hashed         = local.source == "build" && var.content_hash == null ? [for file in local.sent : file if !can(regex(local.never_sent, file))] : []
  terraforms_own = [for file in local.sent : file if can(regex("^(?:.*/)?(?:\\.terraform/|[^/]*\\.tfstate(?:\\.[^/]*)?$)", file))]

  content_hash = local.source != "build" ? null : var.content_hash != null ? var.content_hash : sha256(jsonencode([
    "lambda_container module 2",
    local.platform,
    var.target,
    var.build_args,
    var.labels,
    keys(var.build_secrets),
    var.extra_hash,
    try(filesha256(local.dockerfile), null),
    { for file in local.hashed : file => filesha256("${local.context}/${file}") },
  ]))
}
