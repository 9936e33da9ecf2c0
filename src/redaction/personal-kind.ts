/** What could identify a caller. */
export type PersonalKind = 'phone' | 'email' | 'id' | 'card';

/** Something of that kind in a text; offsets in UTF-16 code units, the end exclusive. */
export interface Personal {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
}

export type Marker = '[PHONE_REDACTED]' | '[EMAIL_REDACTED]' | '[ID_REDACTED]' | '[CARD_REDACTED]';

export const markers: Readonly<Record<PersonalKind, Marker>> = {
  phone: '[PHONE_REDACTED]',
  email: '[EMAIL_REDACTED]',
  id: '[ID_REDACTED]',
  card: '[CARD_REDACTED]',
};
