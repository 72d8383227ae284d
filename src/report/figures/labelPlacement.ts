/** A label that wants to be centred at a height. */
export interface WantedLabel {
  readonly centre: number;
  readonly height: number;
}

/** Labels that touch each other and move as one. */
interface Cluster {
  top: number;
  height: number;
  members: number[];
  /** Where each member would have the cluster begin. */
  wishes: number[];
}

/**
 * Centres for labels in one column, in the order given, so that none overlap and none leave [top, bottom] as long as
 * there is room for all. Labels that would overlap become a cluster around the mean of where they want to be, which
 * keeps the sum of squared moves least.
 */
export function placeLabels(labels: readonly WantedLabel[], top: number, bottom: number): number[] {
  const order = labels.map((_, index) => index).sort((a, b) => labels[a].centre - labels[b].centre || a - b);
  const clusters: Cluster[] = [];
  for (const index of order) {
    const { centre, height } = labels[index];
    let cluster: Cluster = { top: 0, height, members: [index], wishes: [centre - height / 2] };
    settle(cluster, top, bottom);
    for (let above = clusters.at(-1); above && above.top + above.height > cluster.top; above = clusters.at(-1)) {
      clusters.pop();
      const offset = above.height;
      cluster = {
        top: 0,
        height: above.height + cluster.height,
        members: [...above.members, ...cluster.members],
        wishes: [...above.wishes, ...cluster.wishes.map((wish) => wish - offset)],
      };
      settle(cluster, top, bottom);
    }
    clusters.push(cluster);
  }
  const centres = new Array<number>(labels.length);
  for (const cluster of clusters) {
    let at = cluster.top;
    for (const index of cluster.members) {
      centres[index] = at + labels[index].height / 2;
      at += labels[index].height;
    }
  }
  return centres;
}

function settle(cluster: Cluster, top: number, bottom: number): void {
  const mean = cluster.wishes.reduce((sum, wish) => sum + wish, 0) / cluster.wishes.length;
  cluster.top = Math.max(top, Math.min(mean, bottom - cluster.height));
}
