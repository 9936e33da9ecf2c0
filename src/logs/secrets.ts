const secretVariable = /_(?:KEY|TOKEN)$/;
const secretKey =
  /(?:authorization|cookie|token|api[-_]?key|_key|password|passwd|secret|signature)$/i;
const shortestSecret = 8;

const mark = '[SECRET]';
const urlPassword = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{0,64}):[^\s@/]{1,256}@/gi;
const credentials = /\b(Bearer|Basic|Token) [\w.~+/=-]{8,2048}/gi;

/** True for a field that holds a credential, whatever the credential is. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}

/** The secrets among configured variables: those named …_KEY or …_TOKEN, and passwords inside URLs. */
export function secretsOf(holders: readonly object[]): string[] {
  const secrets = new Set<string>();
  for (const [name, value] of holders.flatMap((holder) => Object.entries(holder))) {
    if (typeof value !== 'string') continue;
    if (secretVariable.test(name)) secrets.add(value);
    if (URL.canParse(value)) {
      const { password } = new URL(value);
      secrets.add(password).add(decoded(password));
    }
  }
  // The longest first, so that one secret inside another leaves nothing behind.
  return [...secrets]
    .filter((secret) => secret.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
}

function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/** Removes the given secrets, and whatever stands where a credential stands. */
export function removeSecrets(text: string, secrets: readonly string[]): string {
  const without = secrets.reduce((rest, secret) => rest.replaceAll(secret, mark), text);
  return without.replace(urlPassword, `$1:${mark}@`).replace(credentials, `$1 ${mark}`);
}
