/** The samples of each group, groups in the order in which they first occur. `groups` has one name a sample. */
export function groupMembers(groups: readonly string[]): Map<string, number[]> {
  const members = new Map<string, number[]>();
  groups.forEach((name, sample) => {
    const own = members.get(name);
    if (own) own.push(sample);
    else members.set(name, [sample]);
  });
  return members;
}
