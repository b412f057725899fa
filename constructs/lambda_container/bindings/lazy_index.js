"use strict";
// Runs once inside jsii's Node process, before the modules that it is about. A provider's index
// requires every resource it has (2,212 files for AWS); here each one waits for its first use.
// cdktf's own modules wait with libraries that synthesis seldom needs, and jsii reads of its
// definitions of types (35 MB for AWS) those that are used.

const fs = require("fs");
const Module = require("module");
const path = require("path");

const INSTALLED = Symbol.for("lambda_container.lazy_index");

const COMMENT = String.raw`\/\/.*|\/\*(?:(?!\*\/).)*(?:\*\/)?| \*(?!\/)(?:(?!\*\/).)*(?:\*\/)?| \*\/`;
const PROLOGUE = new RegExp(
  String.raw`^(?:"use strict";|Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);` +
    String.raw`|(?:exports\.[\w$]+ = )+void 0;|${COMMENT}|)$`,
);
const MODULE = String.raw`require\("\.\/[\w.$/-]+"\)`;
const RESOURCE = new RegExp(String.raw`^exports\.([\w$]+) = (${MODULE}|__importStar\(${MODULE}\));$`);
// TypeScript 5 defines these above the exports; each ends where its statement does.
const HELPER =
  /^var (__createBinding|__setModuleDefault|__importStar) = \(this && this\.\1\) \|\| [^]*?\n(?:\}\)\);|\}\);|\}\)\(\);)\r?\n/gm;

const LAZY = `const __lazy = (name, load) => {
  const settle = (value) =>
    Object.defineProperty(exports, name, { value, configurable: true, enumerable: true, writable: true });
  Object.defineProperty(exports, name, {
    configurable: true,
    enumerable: true,
    get() { const value = load(); settle(value); return value; },
    set: settle,
  });
};`;

// The zip library alone is 250 of the 377 files that cdktf loads, and only a child process uses it.
const SELDOM_USED = new Map([
  [path.join("lib", "private", "fs.js"), ["archiver", "("]],
  [path.join("lib", "validations", "validate-binary-version.js"), ["semver", "."]],
]);
// CDKTF, and CDK Terrain.
const BASES = ["cdktf", "cdktn"];

// Each reference records where it was made: JavaScript frames only, none of them the Python user's,
// for a seventh of the time of a function. They are read nowhere but in cdktf's own error messages.
const STACK_TRACE = path.join("lib", "tokens", "private", "stack-trace.js");
const CAPTURE = "\nfunction captureStackTrace(below) {\n";
const NOT_RECORDED = "(not recorded; LAMBDA_CONTAINER_EAGER=1 in the environment records it)";

// Most values that synthesis resolves hold no reference: a fifth of its time for many resources.
const RESOLVE = path.join("lib", "tokens", "private", "resolve.js");
const QUICK = String.raw`
const __plain = new Set();
function __isPlain(text) {
    if (__plain.has(text)) return true;
    const { BEGIN_LIST_TOKEN_MARKER: marker, TokenString } = encoding_1;
    if (text.includes(marker.slice(1)) || TokenString.forNumbers(text).test()) return false;
    if (text === token_1.Token.STRING_MAP_TOKEN_VALUE || text === token_1.Token.ANY_MAP_TOKEN_VALUE) return false;
    if (__plain.size < 50000) __plain.add(text);
    return true;
}
function __isQuick(value) {
    if (typeof value === "string") return __isPlain(value);
    if (typeof value === "number") return Number.isSafeInteger(value) && value !== token_1.Token.NUMBER_MAP_TOKEN_VALUE;
    return typeof value === "boolean" || value === null;
}
`;
const SHORTCUTS = [
  ["function resolve(obj, options) {\n", (found) => `${QUICK}${found}`],
  [
    "        const resolvedKey = makeContext()[0].resolve(key);\n",
    (found) => `        if (prefix.length < 200 && __isPlain(key)) {
            const value = obj[key];
            if (value === undefined) continue;
            const resolved = __isQuick(value) ? value : makeContext(key)[0].resolve(value);
            if (resolved !== undefined) result[key] = resolved;
            continue;
        }
${found}`,
  ],
  [
    ".map((x, i) => makeContext(`${i}`)[0].resolve(x))",
    () => ".map((x, i) => (prefix.length < 200 && __isQuick(x) ? x : makeContext(`${i}`)[0].resolve(x)))",
  ],
];

const DEFINITIONS = /^\.jsii\.runtime-defs\.v\d+\.jsonl$/;

/** A provider's index with its resources loaded on first use; undefined if any line is unknown. */
function lazyIndex(source) {
  let resources = 0;
  const lines = [];
  const helpers = source.match(HELPER) ?? [];
  for (const line of source.replace(HELPER, "").split(/\r?\n/)) {
    const resource = RESOURCE.exec(line);
    if (resource) {
      resources += 1;
      lines.push(`__lazy("${resource[1]}", () => ${resource[2]});`);
    } else if (PROLOGUE.test(line)) {
      lines.push(line);
    } else {
      return undefined;
    }
  }
  if (resources === 0) return undefined;
  lines.splice(lines.indexOf('"use strict";') + 1, 0, ...helpers, LAZY);
  return lines.join("\n");
}

/** A module that requires a library where it uses it; undefined if it uses it in another way. */
function lazyLibrary(source, library, access) {
  const declaration = `const ${library} = require("${library}");\n`;
  const [code, map] = source.split("\n//# sourceMappingURL=");
  const parts = code.split(declaration);
  if (parts.length !== 2) return undefined;
  const rest = parts.join("\n");
  const uses = rest.split(`${library}${access}`).length - 1;
  const mentions = rest.match(new RegExp(`\\b${library}\\b`, "g")) || [];
  if (uses === 0 || uses !== mentions.length) return undefined;
  const lazy = rest.replaceAll(`${library}${access}`, `require("${library}")${access}`);
  return map === undefined ? lazy : `${lazy}\n//# sourceMappingURL=${map}`;
}

/** A module whose captureStackTrace records nothing; undefined if there is no such function. */
function withoutStackTrace(source) {
  if (source.split(CAPTURE).length !== 2) return undefined;
  return source.replace(CAPTURE, `${CAPTURE}    return [${JSON.stringify(NOT_RECORDED)}];\n`);
}

/** The module that resolves values, with a short way for plain ones; undefined if it is another. */
function withShortcuts(source) {
  let quick = source;
  for (const [found, replacement] of SHORTCUTS) {
    if (quick.split(found).length !== 2) return undefined;
    quick = quick.replace(found, () => replacement(found));
  }
  return quick;
}

/** Whether a file lies where a jsii package has its entry point: in its root, or one folder below. */
function mayBeEntryPoint(filename) {
  if (path.basename(filename) !== "index.js") return false;
  const folder = path.dirname(filename);
  return [folder, path.dirname(folder)].some((root) => fs.existsSync(path.join(root, ".jsii")));
}

/** Whether a file is this one of a base. */
function isOfBase(filename, file) {
  return BASES.some((base) => filename.endsWith(path.join(base, file)));
}

function lazySource(filename) {
  if (mayBeEntryPoint(filename)) return lazyIndex(fs.readFileSync(filename, "utf8"));
  if (isOfBase(filename, STACK_TRACE)) return withoutStackTrace(fs.readFileSync(filename, "utf8"));
  if (isOfBase(filename, RESOLVE)) return withShortcuts(fs.readFileSync(filename, "utf8"));
  for (const [file, [library, access]] of SELDOM_USED) {
    if (isOfBase(filename, file)) {
      return lazyLibrary(fs.readFileSync(filename, "utf8"), library, access);
    }
  }
  return undefined;
}

/** Stands for the bytes of a file: reads what is asked of it as text, or all for any other use. */
function bytesOf(filename, readWhole) {
  let whole;
  const text = (encoding, start, end) => {
    if (end === undefined) return (whole ??= readWhole(filename)).toString(encoding, start);
    const bytes = Buffer.alloc(end - start);
    const file = fs.openSync(filename, "r");
    try {
      if (fs.readSync(file, bytes, 0, bytes.length, start) !== bytes.length) {
        throw new Error(`${filename} ends before byte ${end}`);
      }
    } finally {
      fs.closeSync(file);
    }
    return bytes.toString(encoding);
  };
  return new Proxy(Object.create(null), {
    get(_, name) {
      if (name === "toString") return text;
      whole ??= readWhole(filename);
      const value = whole[name];
      return typeof value === "function" ? value.bind(whole) : value;
    },
  });
}

function readDefinitionsLazily() {
  const stock = fs.readFileSync;
  fs.readFileSync = function readFileSync(filename, options) {
    const isWhole = options === undefined && typeof filename === "string";
    return isWhole && DEFINITIONS.test(path.basename(filename))
      ? bytesOf(filename, stock)
      : stock.apply(this, arguments);
  };
}

function install() {
  const stock = Module._extensions[".js"];
  if (typeof stock !== "function" || globalThis[INSTALLED]) return;
  globalThis[INSTALLED] = true;
  Module._extensions[".js"] = function loadJavaScript(module, filename) {
    const source = lazySource(filename);
    if (source !== undefined) return module._compile(source, filename);
    return stock.apply(this, arguments);
  };
  readDefinitionsLazily();
}

install();
