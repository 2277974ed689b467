import { systemId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { EditableDirectory } from '../../../../test/fakes/editable-directory.ts';
import { Roster } from './roster.ts';

const pbx = systemId('pbx');

function openRoster() {
  const directory = new EditableDirectory({ pbx: 'PBX', entra: 'MSTEAMS' });
  const anna = directory.put('anna', ['pbx/201', 'pbx/900', 'entra/oid']);
  const bert = directory.put('bert', ['pbx/900']);
  const changes: string[] = [];
  const roster = new Roster(directory, (_systemId, address) => changes.push(address));
  const interest = (address: string) => roster.entry(pbx, address)?.interest;
  return { directory, anna, bert, roster, changes, interest };
}

describe('Roster', () => {
  it('names every subject of a system that somebody is bound to, each once', () => {
    const { roster, changes } = openRoster();
    expect([...roster.addresses(pbx)]).toEqual(['201', '900']);
    expect(roster.entry(pbx, '900')).toEqual({ address: '900', interest: 'synced', lineKind: 'desk' });
    expect(roster.entry(systemId('entra'), 'oid')?.lineKind).toBeNull();
    expect(changes).toEqual([]);
  });

  it('a shared subject is watched while any of its people is, and tells of a change only when it is one', () => {
    const { roster, anna, bert, changes, interest } = openRoster();
    roster.setWatched(anna, true);
    roster.setWatched(bert, true);
    roster.setWatched(anna, false);
    expect([interest('201'), interest('900')]).toEqual(['synced', 'watched']);
    roster.setWatched(bert, false);
    expect(interest('900')).toBe('synced');
    expect(changes).toEqual(['201', '900', 'oid', '201', 'oid', '900']);
  });

  it('watching twice counts once', () => {
    const { roster, anna, interest } = openRoster();
    roster.setWatched(anna, true);
    roster.setWatched(anna, true);
    roster.setWatched(anna, false);
    expect(interest('201')).toBe('synced');
  });

  it('a watched person who is removed is watched nowhere any more, and again when they come back', () => {
    const { roster, directory, anna, interest } = openRoster();
    roster.setWatched(anna, true);
    directory.remove(anna);
    expect(roster.directoryChanged([anna])).toEqual([
      expect.objectContaining({ address: '201' }),
      expect.objectContaining({ address: 'oid' }),
    ]);
    expect([interest('201'), interest('900')]).toEqual([undefined, 'synced']);
    directory.put('anna', ['pbx/201']);
    roster.directoryChanged([anna]);
    expect(interest('201')).toBe('watched');
  });

  it('a binding that stays is no change, and one that moves leaves its old subject to nobody', () => {
    const { roster, directory, bert, changes, interest } = openRoster();
    directory.put('bert', ['pbx/900', 'pbx/202']);
    expect(roster.directoryChanged([bert])).toEqual([]);
    expect(changes).toEqual(['202']);
    directory.put('bert', ['pbx/203']);
    expect(roster.directoryChanged([bert])).toEqual([expect.objectContaining({ address: '202' })]);
    expect([interest('202'), interest('203'), interest('900')]).toEqual([undefined, 'synced', 'synced']);
  });
});
