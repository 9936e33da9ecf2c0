import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** Text that is a whole number from `min` to `max`. */
export function WholeNumber(min: number, max: number): PropertyDecorator {
  return (target, property) => {
    for (const rule of [Max(max), Min(min), IsInt(), Type(() => Number)]) rule(target, property);
  };
}
