import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min';

/** Looking a number up takes some microseconds; a text holds only so many of them. */
const lookUpsPerText = 40;

/** Knows the numbering plans of all countries. One is made for each text. */
export class NumberingPlans {
  private lookUps = 0;

  /** `digits` is a valid number in E.164 without its plus sign; beyond the bound, a likely one. */
  includes(digits: string): boolean {
    if (++this.lookUps > lookUpsPerText) return true;
    return parsePhoneNumberFromString(`+${digits}`, metadata)?.isValid() === true;
  }
}
