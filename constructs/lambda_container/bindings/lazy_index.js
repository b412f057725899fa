"use strict";
// Runs once inside jsii's Node process, before the first provider package is loaded. A provider's
// index requires every resource it has (2,212 files for AWS); here each one waits for its first use.

const fs = require("fs");
const Module = require("module");
const path = require("path");

const PROLOGUE = /^(?:"use strict";|Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);|exports\.[\w$. =]+ = void 0;|\/\/.*|\/\*.*|\s\*.*|)$/;
const RESOURCE = /^exports\.([\w$]+) = require\("(\.\/[\w.$/-]+)"\);$/;

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

/** The same index with its resources loaded on first use; undefined where any line is not a known one. */
function lazyIndex(source) {
  let resources = 0;
  const lines = [];
  for (const line of source.split(/\r?\n/)) {
    const resource = RESOURCE.exec(line);
    if (resource) {
      resources += 1;
      lines.push(`__lazy("${resource[1]}", () => require("${resource[2]}"));`);
    } else if (PROLOGUE.test(line)) {
      lines.push(line);
    } else {
      return undefined;
    }
  }
  if (resources === 0) return undefined;
  lines.splice(lines.indexOf('"use strict";') + 1, 0, LAZY);
  return lines.join("\n");
}

/** Whether the file is where the entry point of a jsii package lies: in its root, or one folder below. */
function mayBeEntryPoint(filename) {
  const folder = path.dirname(filename);
  return (
    path.basename(filename) === "index.js" &&
    (fs.existsSync(path.join(folder, ".jsii")) || fs.existsSync(path.join(folder, "..", ".jsii")))
  );
}

function install() {
  const stock = Module._extensions[".js"];
  if (typeof stock !== "function") return;
  Module._extensions[".js"] = function loadJavaScript(module, filename) {
    if (mayBeEntryPoint(filename)) {
      const source = lazyIndex(fs.readFileSync(filename, "utf8"));
      if (source !== undefined) return module._compile(source, filename);
    }
    return stock.apply(this, arguments);
  };
}

install();
