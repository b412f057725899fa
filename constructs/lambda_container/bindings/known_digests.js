"use strict";
// jsii digests a package's whole archive at each start (37 MB for AWS, 58 ms), to find it among those
// that it has unpacked. An archive that has not changed since needs no reading, as long as it is
// there unpacked: otherwise jsii goes on to read it, and everything goes its own way.

const crypto = require("crypto");
const fs = require("fs");
const path = require("path");

const FILE = process.env.LAMBDA_CONTAINER_DIGESTS;
delete process.env.LAMBDA_CONTAINER_DIGESTS;
const ARCHIVE = ".jsii.tgz";
const MARKER = ".jsii-runtime-package-cache";
const MOST = 100;
// What decides where jsii unpacks, beside the archive.
const PLACE = ["JSII_RUNTIME_PACKAGE_CACHE_ROOT", "JSII_RUNTIME_PACKAGE_CACHE", "HOME", "LOCALAPPDATA"];

const stock = { createHash: crypto.createHash, lstatSync: fs.lstatSync, openSync: fs.openSync };
const place = PLACE.map((name) => process.env[name] ?? "").join("\n");

function read() {
  try {
    const known = JSON.parse(fs.readFileSync(FILE, "utf8"));
    return known && typeof known === "object" && !Array.isArray(known) ? known : {};
  } catch {
    return {};
  }
}

function write() {
  const newest = Object.fromEntries(Object.entries(known).slice(-MOST));
  const temporary = `${FILE}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, JSON.stringify(newest), { mode: 0o600 });
    fs.renameSync(temporary, FILE);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

/** Names an archive as it is now, and what decides where it is unpacked. */
function identity(file) {
  const { size, mtimeNs, ctimeNs, ino } = fs.statSync(file, { bigint: true });
  return [file, size, mtimeNs, ctimeNs, ino, place].join("\n");
}

function isUnpacked({ digest, marker }) {
  try {
    const folder = path.basename(path.dirname(marker));
    return /^[0-9a-f]{64}$/.test(digest) && folder === digest && stock.lstatSync(marker).isFile();
  } catch {
    return false;
  }
}

const known = read();
let hash; // the newest, which the next archive is read for
const answered = new Set(); // archives that were not read: whoever opens one again gets it
const awaited = new Map(); // digests whose archives jsii looks for next, and what they are known by

function createHash() {
  hash = stock.createHash.apply(crypto, arguments);
  return hash;
}

function openSync(file, flags) {
  const digesting = hash;
  hash = undefined;
  if (!digesting || flags !== "r" || typeof file !== "string" || !file.endsWith(ARCHIVE)) {
    return stock.openSync.apply(fs, arguments);
  }
  let name;
  try {
    name = identity(file);
  } catch {
    return stock.openSync.apply(fs, arguments);
  }
  const found = known[name];
  const added = []; // jsii adds the package's name and version to the archive's bytes
  const { digest, update } = digesting;
  digesting.update = (data, ...encoding) => {
    if (typeof data === "string") added.push(data);
    update.call(digesting, data, ...encoding);
    return digesting;
  };
  if (found && !answered.has(file) && isUnpacked(found)) {
    answered.add(file);
    digesting.digest = () => {
      if (added.join() === found.added) return Buffer.from(found.digest, "hex");
      const whole = stock.createHash("sha256").update(fs.readFileSync(file));
      for (const text of added) whole.update(text);
      return whole.digest();
    };
    return stock.openSync.call(fs, "/dev/null", "r");
  }
  digesting.digest = (...encoding) => {
    const result = digest.apply(digesting, encoding);
    if (Buffer.isBuffer(result)) awaited.set(result.toString("hex"), { name, added: added.join() });
    return result;
  };
  return stock.openSync.apply(fs, arguments);
}

/** Learns from jsii itself where an archive is unpacked. */
function lstatSync(file) {
  if (awaited.size > 0 && typeof file === "string" && path.basename(file) === MARKER) {
    const digest = path.basename(path.dirname(file));
    const found = awaited.get(digest);
    if (found !== undefined) {
      awaited.delete(digest);
      known[found.name] = { digest, added: found.added, marker: file };
      write();
    }
  }
  return stock.lstatSync.apply(fs, arguments);
}

if (FILE && process.platform !== "win32") {
  Object.assign(crypto, { createHash });
  Object.assign(fs, { lstatSync, openSync });
}
