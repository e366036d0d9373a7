// Verifies detached signatures with Node's own crypto and a canonicalisation (RFC 8785) written here,
// which shares no code with the project's. Reads [{markup, jws, keys}, …] from stdin, where markup is
// the text as served; answers a JSON array of "valid" or the reason why not.
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

// JSON.stringify writes strings and numbers as RFC 8785 asks; members sort by UTF-16 code units.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

function check({ markup, jws, keys }) {
  const [protectedHeader, payload, signature] = jws.split(".");
  if (payload !== "") return "not detached";
  const header = JSON.parse(Buffer.from(protectedHeader, "base64url"));
  if (header.alg !== "EdDSA") return "another algorithm";
  const jwk = keys.find((key) => key.kid === header.kid);
  if (!jwk) return "unknown key";
  const signed = `${protectedHeader}.${Buffer.from(canonical(JSON.parse(markup))).toString("base64url")}`;
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return verify(null, Buffer.from(signed), key, Buffer.from(signature, "base64url")) ? "valid" : "differs";
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(check)));
