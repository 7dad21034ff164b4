/** SQL for the company's zone, as the kernel's clock reads it: that of the calendar which is the company's standard. */
export const companyZone = `coalesce((select w.time_zone from working_calendar w where w.state = 'in_use' order by w.standard desc, w.created_at, w.id limit 1), 'Asia/Shanghai')`;

/** SQL for the date ('YYYY-MM-DD') of an instant, given as SQL, in the company's zone. */
export const companyDate = (instant: string): string => `to_char((${instant}) at time zone ${companyZone}, 'YYYY-MM-DD')`;
