import { queriesFor } from '#kernel/run/kind';
import { workingCalendar } from './working-calendar.ts';

export const workingCalendarQueries = queriesFor(workingCalendar, {
  facts: {
    departments: `select count(*)::int from department d where d.calendar = r.id and d.state = 'active'`,
    openPromises: `select count(*)::int from (select 1 from commitment c where c.calendar = r.id and c.outcome = 'open' limit 1) x`,
  },
});

/** Every calendar with its exceptions; retired ones too, since settled promises still explain themselves on them. */
export const allCalendars = `select r.id, r.version, r.state, r.time_zone as "timeZone", r.standard, r.week, r.makeup_shifts as "makeupShifts", r.statutory,
  (select coalesce(json_agg(json_build_object('date', d.date, 'works', d.works, 'shifts', d.shifts, 'name', d.name)), '[]') from working_calendar_days d where d.parent = r.id) as days
from working_calendar r order by r.standard desc, r.created_at, r.id`;
