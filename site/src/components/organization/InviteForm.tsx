import { useState, type ReactNode } from 'react';
import { roleTitle } from '@site/src/lib/permissions';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import SelectField from '../page/SelectField';
import { invite } from './invite';
import { usePlace } from './place';

/** Invites one person. */
export default function InviteForm(): ReactNode {
  const { organization, reload } = usePlace();
  const choice = useInviteChoice();
  const [email, setEmail] = useState('');
  const [told, setTold] = useState('');
  const { busy, errorFor, onSubmit } = useSubmit(
    () => {
      setTold('');
      return invite(organization.id, { email: email.trim(), ...choice.value });
    },
    () => {
      setTold(`${email.trim()} is invited.`);
      setEmail('');
      void reload();
    },
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="off"
        required
        value={email}
        onChange={(e) => setEmail(e.target.value)}
        error={errorFor('email')}
      />
      {choice.fields}
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Inviting…' : 'Invite'}
      </button>
      <Notice kind="good">{told}</Notice>
    </form>
  );
}

export interface InviteChoice {
  value: { role: string; teamId?: string };
  fields: ReactNode;
}

/** As what people are invited: a role, and a team where there are some. */
export function useInviteChoice(): InviteChoice {
  const { mayGive, organization, offers } = usePlace();
  const [role, setRole] = useState(mayGive.includes('member') ? 'member' : (mayGive[0] ?? ''));
  const [teamId, setTeamId] = useState('');
  const teams = offers.teams ? organization.teams : [];
  return {
    value: { role, ...(teamId && { teamId }) },
    fields: (
      <>
        <SelectField
          label="Role"
          name="role"
          options={mayGive.map((name) => [name, roleTitle(name)])}
          value={role}
          onChange={(e) => setRole(e.target.value)}
        />
        {teams.length > 0 && (
          <SelectField
            label="Team"
            name="team"
            options={[['', 'No team'], ...teams.map(({ id, name }): [string, string] => [id, name])]}
            value={teamId}
            onChange={(e) => setTeamId(e.target.value)}
          />
        )}
      </>
    ),
  };
}
