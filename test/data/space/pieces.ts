/** Of each label of a mesh's vertices the number of pieces that hang together along edges; -1 is no label. */
export function piecesOf(triangles: Uint32Array, label: Int32Array): Map<number, number> {
  const leader = Int32Array.from(label.keys());
  const find = (vertex: number): number => {
    let top = vertex;
    while (leader[top] !== top) top = leader[top];
    leader[vertex] = top;
    return top;
  };
  for (let at = 0; at < triangles.length; at++) {
    const [a, b] = [triangles[at], triangles[at - (at % 3) + ((at + 1) % 3)]];
    if (label[a] === label[b]) leader[find(a)] = find(b);
  }
  const pieces = new Map<number, number>();
  const own = [...label.keys()].filter((vertex) => label[vertex] >= 0 && find(vertex) === vertex);
  for (const vertex of own.sort((a, b) => label[a] - label[b]))
    pieces.set(label[vertex], (pieces.get(label[vertex]) ?? 0) + 1);
  return pieces;
}
