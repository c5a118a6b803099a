import { useCallback, useEffect, useState } from 'react';
import { attempt, type CallOptions, type ClientReply, type Refusal } from '@site/src/lib/auth-errors';

type Call<T> = (options: CallOptions) => Promise<ClientReply<T>>;

export interface List<T> {
  /** Null until they are known. */
  entries: T[] | null;
  refusal: Refusal | null;
  /** What the last change has done, to be read out. */
  told: string;
  reload: () => Promise<void>;
  /** Makes a change, then asks for the list again. Gives false when it was refused. */
  change: (call: Call<unknown>, done: string) => Promise<boolean>;
}

/** A list of the auth service, asked for when it is first shown and whenever `key` is another one. */
export function useList<T>(fetch: Call<T[]>, key: string): List<T> {
  const [entries, setEntries] = useState<T[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [told, setTold] = useState('');

  const reload = useCallback(async () => {
    const { data, refusal } = await attempt(fetch);
    setRefusal(refusal ?? null);
    if (data) setEntries(data);
  }, [fetch]);

  useEffect(() => void reload(), [reload, key]);

  const change = useCallback(
    async (call: Call<unknown>, done: string) => {
      const { refusal } = await attempt(call);
      setTold(refusal ? '' : done);
      if (refusal) setRefusal(refusal);
      else await reload();
      return !refusal;
    },
    [reload],
  );
  return { entries, refusal, told, reload, change };
}
