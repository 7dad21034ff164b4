import { useState } from 'react';
import { useFormat } from '../../company.ts';
import { Icon } from '../../kit/icon.tsx';
import { useSay } from '../../preferences.tsx';
import { mayCreate, recordNamed } from '../../registry.ts';
import { useMe } from '../../session.tsx';
import type { SettingItem } from '../settings/declared.ts';
import { useDeclaredSettings } from '../settings/declared.ts';
import { NewValue } from '../settings/new-value.tsx';
import { SettingValue } from '../settings/setting-value.tsx';
import { settingWords } from '../settings/words.ts';
import { limitsOf } from './limits.ts';
import { clauseWords as w } from './words.ts';

/** The limits that a clause leaves to the company: their value, since when, what they were, and changing them right here. */
export function ClauseSettings({ controls }: { controls: readonly string[] }) {
  const say = useSay();
  const { roles } = useMe();
  const { data } = useDeclaredSettings();
  const [changing, setChanging] = useState<SettingItem | null>(null);
  const keys = limitsOf(controls);
  const items = data?.items.filter(({ key }) => keys.has(key)) ?? [];
  const setting = recordNamed('setting');
  const mayChange = setting !== undefined && mayCreate(setting.record, roles);
  if (items.length === 0) return null;
  return (
    <ul className="clause-settings" aria-label={say(w.settings)}>
      {items.map((item) => (
        <li key={item.key}>
          <Icon name="sliders" size={14} /> {item.name}:{' '}
          <strong>
            <SettingValue value={item.value} />
          </strong>{' '}
          <Since item={item} />
          {mayChange && (
            <button
              type="button"
              className="no-print"
              aria-label={`${say(settingWords.change)}: ${item.name}`}
              onClick={() => setChanging(item)}
            >
              {say(settingWords.change)}
            </button>
          )}
          <History item={item} />
        </li>
      ))}
      {changing && <NewValue setting={changing} onClose={() => setChanging(null)} />}
    </ul>
  );
}

/** Since when the value holds; what will hold from a later instant on is said as well. */
function Since({ item }: { item: SettingItem }) {
  const say = useSay();
  const format = useFormat();
  const now = new Date().toISOString();
  const coming = item.history.filter(({ from }) => from > now);
  const current = item.history.findLast(({ from }) => from <= now);
  return (
    <span className="quiet">
      {current ? say(settingWords.since(format.shortInstant(current.from))) : say(settingWords.isStandard)}
      {coming.map(({ from, value }) => (
        <span key={from}>
          {' '}
          · <SettingValue value={value} /> {say(settingWords.since(format.shortInstant(from)))}
        </span>
      ))}
    </span>
  );
}

function History({ item }: { item: SettingItem }) {
  const say = useSay();
  const format = useFormat();
  if (item.history.length === 0) return null;
  return (
    <details>
      <summary>
        {say(settingWords.history)} ({item.history.length})
      </summary>
      <ul>
        <li>
          <SettingValue value={item.standard} /> <span className="quiet">{say(settingWords.standard)}</span>
        </li>
        {item.history.map(({ from, value }) => (
          <li key={from}>
            <SettingValue value={value} /> <span className="quiet">{say(settingWords.since(format.instant(from)))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
