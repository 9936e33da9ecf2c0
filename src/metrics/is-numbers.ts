import { registerDecorator } from 'class-validator';

const mostEntries = 32;

/** A plain object whose values are finite numbers, of at most 32 entries. */
export function IsNumbers(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isNumbers',
      target: target.constructor,
      propertyName: String(property),
      validator: { validate: isNumbers, defaultMessage: () => '$property must hold numbers' },
    });
  };
}

function isNumbers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const values: unknown[] = Object.values(value);
  return values.length <= mostEntries && values.every((entry) => Number.isFinite(entry));
}
