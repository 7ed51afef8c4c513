import { OF_DEPENDENCIES, type SecretRule } from './secret-rule.js';

/** Private keys as text, as files of programs, and wrapped. */
export const privateKeys: readonly SecretRule[] = [
  {
    id: 'private-key',
    title: 'a private key',
    anchors: ['PRIVATE KEY'],
    pattern:
      /-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr]){0,8}(?:(?:Proc-Type|DEK-Info|Version|Comment): [^\r\n\\]{1,120}(?:\s|\\[nr]){1,8}){0,3}(?<value>[A-Za-z0-9+/=\s\\]{60,20000})-----END /gu,
    minEntropy: 4,
    notPath: OF_DEPENDENCIES,
  },
  {
    id: 'putty-key',
    title: 'a private key of PuTTY',
    anchors: ['PuTTY-User-Key-File-'],
    pattern:
      /PuTTY-User-Key-File-[23]: [\s\S]{1,4000}?Private-Lines: \d{1,3}\s{1,2}(?<value>[A-Za-z0-9+/=\s]{40,8000})/gu,
    minEntropy: 4,
    notPath: OF_DEPENDENCIES,
  },
  {
    id: 'age-key',
    title: 'a private key of age',
    anchors: ['AGE-SECRET-KEY-1'],
    binary: 'runs',
    pattern: /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/gu,
    minEntropy: 3.5,
    notPath: OF_DEPENDENCIES,
  },
  {
    // The whole file: SEQUENCE, version 0, then the OID of the algorithm (PKCS #8) or the modulus (PKCS #1).
    id: 'private-key-der',
    title: 'a private key in DER',
    anchors: ['^0\\x82[\\s\\S]{2}\\x02\\x01\\x00', '^0[\\x2e\\x77]\\x02\\x01'],
    binary: 'bytes',
    pattern:
      /^0\x82[\s\S]{2}\x02\x01\x00(?:0[\s\S]\x06[\x07\x09]\x2a\x86\x48|\x02\x82[\s\S]{2}\x00)[\s\S]{64,8000}$|^0(?:\x2e\x02\x01\x000\x05\x06\x03\x2b\x65\x70|\x77\x02\x01\x01\x04\x20)[\s\S]{34,160}$/gu,
    minEntropy: 4,
    notPath: OF_DEPENDENCIES,
  },
  {
    // A key bag, shrouded or not; stores that only hold certificates to trust have none.
    id: 'pkcs12-key',
    title: 'a private key in a PKCS #12 file',
    anchors: ['\\x2a\\x86\\x48\\x86\\xf7\\x0d\\x01\\x0c\\x0a\\x01[\\x01\\x02]'],
    binary: 'bytes',
    pattern:
      /^0[\s\S]{1,5}\x02\x01\x030[\s\S]{20,20000}?\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01[\x01\x02](?<value>[\s\S]{64,400})/gu,
    minEntropy: 4,
    notPath: OF_DEPENDENCIES,
  },
  {
    // Entries of kind 1 are keys, of kind 2 certificates to trust; a store that serves both begins with its key.
    id: 'java-keystore-key',
    title: 'a private key in a Java keystore',
    anchors: ['^\\xfe\\xed\\xfe\\xed'],
    binary: 'bytes',
    pattern: /^\xfe\xed\xfe\xed\x00{3}[\x01\x02]\x00{2}[\s\S]{2}\x00{3}\x01(?<value>[\s\S]{64,400})/gu,
    minEntropy: 4,
    notPath: OF_DEPENDENCIES,
  },
  {
    // base64 of what keys and tokens of other rules begin with, as Kubernetes and CI systems keep them.
    id: 'base64-wrapped',
    title: 'a secret in base64',
    anchors: [
      'LS0tLS1CRUdJTiB',
      'Z2hwX',
      'Z2l0aHViX3BhdF',
      'Z2xwYXQt',
      'c2stYW50L',
      'c2stcHJvai',
      'eG94Yi',
      'c2tfbGl2ZV',
      'bnBtX',
    ],
    pattern:
      /(?<![A-Za-z0-9+/])(?<value>(?:LS0tLS1CRUdJTiB|Z2hwX|Z2l0aHViX3BhdF|Z2xwYXQt|c2stYW50L|c2stcHJvai|eG94Yi|c2tfbGl2ZV|bnBtX)[A-Za-z0-9+/]{20,28000}={0,2})(?![A-Za-z0-9+/=])/gu,
    wrapped: true,
    notPath: OF_DEPENDENCIES,
  },
];
