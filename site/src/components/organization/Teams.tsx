import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import { useSession } from '@site/src/lib/session';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import Confirm from '../page/Confirm';
import Dialog from '../page/Dialog';
import Panel from '../page/Panel';
import { usePlace, type Team } from './place';
import TeamMembers from './TeamMembers';

type Open = { what: 'rename' | 'remove' | 'members'; team: Team } | null;

/** The parts of the organization. */
export default function Teams(): ReactNode {
  const { organization, can, reload } = usePlace();
  const [open, setOpen] = useState<Open>(null);
  const [told, setTold] = useState('');
  const close = () => setOpen(null);

  function changed(text: string): void {
    close();
    setTold(text);
    void reload();
  }

  return (
    <div className="ly-stack">
      <Panel title="Teams">
        <Notice kind="good">{told}</Notice>
        {organization.teams.length === 0 && <p>There is no team yet.</p>}
        <ul className="ly-list">
          {organization.teams.map((team) => (
            <TeamRow key={team.id} team={team} onOpen={setOpen} />
          ))}
        </ul>
        {open?.what === 'rename' && (
          <Dialog title={`Rename ${open.team.name}`} onClose={close}>
            <TeamForm
              team={open.team}
              action="Rename"
              onDone={(name) => changed(`The team is called ${name} now.`)}
            />
          </Dialog>
        )}
        {open?.what === 'remove' && (
          <RemoveTeam
            team={open.team}
            onDone={() => changed(`${open.team.name} is removed.`)}
            onClose={close}
          />
        )}
        {open?.what === 'members' && (
          <Dialog title={`Members of ${open.team.name}`} onClose={close}>
            <TeamMembers team={open.team} />
          </Dialog>
        )}
      </Panel>
      {can('team', 'create') && (
        <Panel title="Create a team">
          <TeamForm action="Create" onDone={(name) => changed(`The team ${name} is there.`)} />
        </Panel>
      )}
    </div>
  );
}

function TeamRow({ team, onOpen }: { team: Team; onOpen: (open: Open) => void }): ReactNode {
  const { can } = usePlace();
  const actions: [what: NonNullable<Open>['what'], text: string, label: string, shown: boolean][] = [
    ['members', 'Members', `Members of ${team.name}`, true],
    ['rename', 'Rename', `Rename ${team.name}`, can('team', 'update')],
    ['remove', 'Remove', `Remove ${team.name}`, can('team', 'delete')],
  ];
  return (
    <li>
      <span className="ly-who">
        <strong>{team.name}</strong>
      </span>
      <span className="ly-actions">
        {actions.map(
          ([what, text, label, shown]) =>
            shown && (
              <button
                key={what}
                type="button"
                className="ly-button ly-button--quiet ly-button--small"
                aria-label={label}
                onClick={() => onOpen({ what, team })}
              >
                {text}
              </button>
            ),
        )}
      </span>
    </li>
  );
}

interface TeamFormProps {
  team?: Team;
  action: string;
  onDone: (name: string) => void;
}

function TeamForm({ team, action, onDone }: TeamFormProps): ReactNode {
  const { organization } = usePlace();
  const [name, setName] = useState(team?.name ?? '');
  const { busy, errorFor, onSubmit } = useSubmit(
    () => {
      const data = { name: name.trim(), organizationId: organization.id };
      return attempt<unknown>((fetchOptions) =>
        team
          ? authClient.organization.updateTeam({ teamId: team.id, data, fetchOptions })
          : authClient.organization.createTeam({ ...data, fetchOptions }),
      );
    },
    () => {
      if (!team) setName('');
      onDone(name.trim());
    },
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="Name of the team"
        name="name"
        autoComplete="off"
        required
        pattern=".*\S.*"
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.target.value)}
        error={errorFor('name')}
      />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'One moment…' : action}
      </button>
    </form>
  );
}

function RemoveTeam({
  team,
  onDone,
  onClose,
}: {
  team: Team;
  onDone: () => void;
  onClose: () => void;
}): ReactNode {
  const { organization } = usePlace();
  const { session } = useSession();
  return (
    <Confirm
      title={`Remove ${team.name}?`}
      action="Remove"
      call={async () => {
        // The team that the session works in cannot be removed.
        if (session?.activeTeamId === team.id) {
          const left = await attempt((fetchOptions) =>
            authClient.organization.setActiveTeam({ teamId: null, fetchOptions }),
          );
          if (left.refusal) return left;
        }
        return attempt((fetchOptions) =>
          authClient.organization.removeTeam({
            teamId: team.id,
            organizationId: organization.id,
            fetchOptions,
          }),
        );
      }}
      onDone={onDone}
      onClose={onClose}
    >
      Its members stay in {organization.name}.
    </Confirm>
  );
}
