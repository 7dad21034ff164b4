/**
 * A length of time as a regulation states it. `minutes` and `hours` run around the clock, `days` and `months` are
 * calendar ones, `working_*` count only on the working calendar.
 */
export interface Span {
  amount: number;
  unit: 'minutes' | 'hours' | 'days' | 'months' | 'working_minutes' | 'working_hours' | 'working_days';
}

export const minutes = (amount: number): Span => ({ amount, unit: 'minutes' });
export const hours = (amount: number): Span => ({ amount, unit: 'hours' });
export const days = (amount: number): Span => ({ amount, unit: 'days' });
export const months = (amount: number): Span => ({ amount, unit: 'months' });
export const workingMinutes = (amount: number): Span => ({ amount, unit: 'working_minutes' });
export const workingHours = (amount: number): Span => ({ amount, unit: 'working_hours' });
export const workingDays = (amount: number): Span => ({ amount, unit: 'working_days' });
