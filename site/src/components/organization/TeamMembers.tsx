import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import Notice from '../account/Notice';
import SelectField from '../page/SelectField';
import { useLoad } from '../page/useLoad';
import { nameOf } from './Members';
import { usePlace, type Team } from './place';

/** Who is in a team. The server tells only those who are in it themselves. */
export default function TeamMembers({ team }: { team: Team }): ReactNode {
  const { organization, can, me } = usePlace();
  const { data, refusal, reload } = useLoad(team.id, (fetchOptions) =>
    authClient.organization.listTeamMembers({ query: { teamId: team.id }, fetchOptions }),
  );
  const [failed, setFailed] = useState('');
  const [told, setTold] = useState('');
  const outside = refusal?.code === 'USER_IS_NOT_A_MEMBER_OF_THE_TEAM';
  const inside = new Set(data?.map(({ userId }) => userId));
  const others = organization.members.filter(({ userId }) => !inside.has(userId));

  async function act(call: () => Promise<Outcome<unknown>>, done: string): Promise<void> {
    const { refusal: no } = await call();
    setFailed(no?.message ?? '');
    setTold(no ? '' : done);
    if (!no) await reload();
  }

  const place = { teamId: team.id, organizationId: organization.id };
  const add = (userId: string) =>
    attempt((fetchOptions) => authClient.organization.addTeamMember({ ...place, userId, fetchOptions }));
  const remove = (userId: string) =>
    attempt((fetchOptions) => authClient.organization.removeTeamMember({ ...place, userId, fetchOptions }));
  const name = (userId: string) => {
    const member = organization.members.find((one) => one.userId === userId);
    return member ? nameOf(member) : 'Somebody';
  };

  return (
    <div className="ly-form">
      <Notice kind="bad">{failed || (!outside && refusal?.message)}</Notice>
      {outside && <p>Only those who are in this team see who else is. Add yourself to see them.</p>}
      {data?.length === 0 && <p>Nobody is in this team yet.</p>}
      {data && data.length > 0 && (
        <ul className="ly-list">
          {data.map(({ userId }) => (
            <li key={userId}>
              <span className="ly-who">
                {name(userId)} {userId === me.id && '(you)'}
              </span>
              {can('member', 'delete') && (
                <button
                  type="button"
                  className="ly-button ly-button--quiet ly-button--small"
                  aria-label={`Take ${name(userId)} out of the team`}
                  onClick={() => void act(() => remove(userId), `${name(userId)} is out of the team.`)}
                >
                  Take out
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {can('member', 'update') && others.length > 0 && (
        <AddToTeam
          key={others.length}
          options={others.map((member): [string, string] => [member.userId, nameOf(member)])}
          preferred={outside ? me.id : ''}
          onAdd={(userId) => void act(() => add(userId), `${name(userId)} is in the team.`)}
        />
      )}
      <p className="ly-hint" role="status">
        {told}
      </p>
    </div>
  );
}

interface AddToTeamProps {
  options: [userId: string, name: string][];
  preferred: string;
  onAdd: (userId: string) => void;
}

function AddToTeam({ options, preferred, onAdd }: AddToTeamProps): ReactNode {
  const [userId, setUserId] = useState('');
  const chosen = userId || preferred || (options[0]?.[0] ?? '');
  return (
    <form
      className="ly-inline"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(chosen);
      }}
    >
      <SelectField
        label="Add to the team"
        options={options}
        value={chosen}
        onChange={(e) => setUserId(e.target.value)}
      />
      <button className="ly-button" type="submit">
        Add
      </button>
    </form>
  );
}
