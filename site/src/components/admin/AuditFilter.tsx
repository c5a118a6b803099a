import { useId, useState, type ReactNode } from 'react';
import type { Outcome } from '@site/src/lib/auth-errors';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import SelectField from '../page/SelectField';
import { actions, outcomeTitle, type AuditQuery } from './auditQuery';
import { idOf } from './people';

export interface AuditFilterProps {
  query: AuditQuery;
  onShow: (query: AuditQuery) => void;
}

/** Which records: by whom, about whom, what, with which outcome, and when. */
export default function AuditFilter({ query, onShow }: AuditFilterProps): ReactNode {
  const [values, setValues] = useState(query);
  const set = (change: Partial<AuditQuery>) => setValues({ ...values, ...change });
  const known = useId();
  const { busy, errorFor, onSubmit } = useSubmit<AuditQuery>(resolve, onShow);

  async function resolve(): Promise<Outcome<AuditQuery>> {
    const actor = await idOf(values.actor.trim(), 'actor');
    if (actor.refusal) return actor;
    const target = await idOf(values.target.trim(), 'target');
    if (target.refusal) return target;
    return {
      data: { ...values, actor: actor.data, target: target.data, action: values.action.trim(), page: 1 },
    };
  }

  return (
    <form className="ly-filter" role="search" aria-label="Records" onSubmit={onSubmit} noValidate>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <div className="ly-inline">
        <Field
          label="Who"
          name="actor"
          autoComplete="off"
          placeholder="Address or id"
          value={values.actor}
          onChange={(e) => set({ actor: e.target.value })}
          error={errorFor('actor')}
        />
        <Field
          label="To whom"
          name="target"
          autoComplete="off"
          placeholder="Address or id"
          value={values.target}
          onChange={(e) => set({ target: e.target.value })}
          error={errorFor('target')}
        />
        <Field
          label="What"
          name="action"
          autoComplete="off"
          list={known}
          value={values.action}
          onChange={(e) => set({ action: e.target.value })}
        />
        <datalist id={known}>
          {actions.map((action) => (
            <option key={action} value={action} />
          ))}
        </datalist>
      </div>
      <div className="ly-inline">
        <Field
          label="From"
          name="since"
          type="date"
          value={values.since}
          onChange={(e) => set({ since: e.target.value })}
        />
        <Field
          label="To"
          name="until"
          type="date"
          value={values.until}
          onChange={(e) => set({ until: e.target.value })}
        />
        <SelectField
          label="Outcome"
          options={outcomes(query.outcome)}
          value={values.outcome}
          onChange={(e) => set({ outcome: e.target.value })}
        />
        <button className="ly-button" type="submit" aria-disabled={busy}>
          {busy ? 'One moment…' : 'Show'}
        </button>
      </div>
    </form>
  );
}

/** Refusals have codes, each of which an address may ask for. */
function outcomes(asked: string): [value: string, text: string][] {
  const values = new Set(['', 'done', asked]);
  return [...values].map((value) => [value, value === '' ? 'Any' : outcomeTitle(value)]);
}
