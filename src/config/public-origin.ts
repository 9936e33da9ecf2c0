import { registerDecorator } from 'class-validator';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An origin that Twilio can reach: https, or http on a loopback address; no path and no query. */
export function isPublicOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  return (
    bare && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname)))
  );
}

export function IsPublicOrigin(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isPublicOrigin',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: isPublicOrigin,
        defaultMessage: () =>
          '$property must be an https:// origin without a path (http:// only for loopback addresses)',
      },
    });
  };
}
