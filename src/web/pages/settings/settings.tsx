import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useFormat } from '../../company.ts';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import '../../kit/record-page/record.css';
import { useSay } from '../../preferences.tsx';
import { mayCreate, recordNamed } from '../../registry.ts';
import { useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { type SettingItem, useDeclaredSettings } from './declared.ts';
import { NewValue } from './new-value.tsx';
import { SettingValue } from './setting-value.tsx';
import './settings.css';
import { settingWords as w } from './words.ts';

/** Every limit, rate and threshold that the company may set, with its value, where it comes from and what it was before. */
export default function Settings() {
  const say = useSay();
  const { roles } = useMe();
  const [params, setParams] = useSearchParams();
  const [changing, setChanging] = useState<SettingItem | null>(null);
  useCrumbs([{ name: say(w.title) }]);
  const { data, error, refetch } = useDeclaredSettings();
  const setting = recordNamed('setting');
  const mayChange = setting !== undefined && mayCreate(setting.record, roles);
  const term = (params.get('q') ?? '').toLowerCase();
  const items = data?.items.filter(({ key, name }) => `${key} ${name}`.toLowerCase().includes(term)) ?? [];
  const groups = [...new Set(items.map(ownerOf))];
  return (
    <div className="settings">
      <div className="page-head">
        <h1>{say(w.title)}</h1>
        <p className="quiet">{say(w.about)}</p>
      </div>
      <p className="row">
        <input
          type="search"
          aria-label={say(w.find)}
          placeholder={say(w.find)}
          value={params.get('q') ?? ''}
          onChange={({ target }) => setParams(target.value === '' ? {} : { q: target.value }, { replace: true })}
        />
      </p>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={8} />}
      {data && items.length === 0 && <Empty title={say(w.none)} />}
      {groups.map((owner) => {
        const found = recordNamed(owner.replaceAll('_', '-'));
        return (
          <section key={owner} className="panel">
            <h2>{found ? say(found.words.name) : say(w.others)}</h2>
            <ul>
              {items
                .filter((item) => ownerOf(item) === owner)
                .map((item) => (
                  <Row key={item.key} item={item} {...(mayChange && { onChange: () => setChanging(item) })} />
                ))}
            </ul>
          </section>
        );
      })}
      {changing && <NewValue setting={changing} onClose={() => setChanging(null)} />}
    </div>
  );
}

/** The record that a setting belongs to stands before the dot; what belongs to none is the program's. */
const ownerOf = ({ key }: SettingItem): string => {
  const owner = key.split('.')[0] ?? '';
  return recordNamed(owner.replaceAll('_', '-')) ? owner : '';
};

function Row({ item, onChange }: { item: SettingItem; onChange?: () => void }) {
  const say = useSay();
  const format = useFormat();
  const own = JSON.stringify(item.value) !== JSON.stringify(item.standard);
  return (
    <li className="setting">
      <div>
        <p>{item.name}</p>
        <p className="quiet">
          {say(w.origins[item.origin]!)} · <code>{item.key}</code>
        </p>
      </div>
      <p>
        <strong>
          <SettingValue value={item.value} />
        </strong>
        <br />
        <small className="quiet">
          {own ? (
            <>
              {say(w.own)} · {say(w.standard)} <SettingValue value={item.standard} />
            </>
          ) : (
            say(w.isStandard)
          )}
        </small>
      </p>
      <div className="row">
        {onChange && (
          <button type="button" onClick={onChange} aria-label={`${say(w.change)}: ${item.name}`}>
            {say(w.change)}
          </button>
        )}
      </div>
      {item.history.length > 0 && (
        <details>
          <summary>
            {say(w.history)} ({item.history.length})
          </summary>
          <ul>
            {item.history.map(({ from, value }) => (
              <li key={from}>
                <SettingValue value={value} /> <span className="quiet">{say(w.since(format.instant(from)))}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
