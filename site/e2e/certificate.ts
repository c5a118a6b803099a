import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate that vouches for itself (RFC 5280), for a day, for the hosts that it names. */
export function selfSigned(hosts: string[]): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = toBeSigned(hosts, publicKey);
  const whole = sequence(body, ecdsaWithSHA256, bitString(sign('sha256', body, privateKey)));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function toBeSigned(hosts: string[], publicKey: KeyObject): Buffer {
  const name = sequence(node(0x31, sequence(oid('550403'), node(0x0c, Buffer.from('loopback')))));
  const hour = 3_600_000;
  const names = sequence(...hosts.map((host) => node(0x82, Buffer.from(host))));
  return sequence(
    node(0xa0, node(0x02, Buffer.of(2))), // version 3
    node(0x02, Buffer.of(1)),
    ecdsaWithSHA256,
    name,
    sequence(time(Date.now() - hour), time(Date.now() + 24 * hour)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    node(
      0xa3,
      sequence(
        sequence(oid('551d11'), node(0x04, names)),
        sequence(oid('551d13'), yes, node(0x04, sequence(yes))), // it is its own authority
      ),
    ),
  );
}

/** A value of DER (X.690): tag, length, content. */
function node(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.of(tag, length), content]);
  const octets = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...octets), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return node(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return node(0x06, Buffer.from(hex, 'hex'));
}

function bitString(content: Buffer): Buffer {
  return node(0x03, Buffer.of(0), content);
}

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\D/g, '');
  return node(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}

const yes = node(0x01, Buffer.of(255));
const ecdsaWithSHA256 = sequence(oid('2a8648ce3d040302'));
