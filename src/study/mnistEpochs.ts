/**
 * Epochs of the MNIST study at hidden 128 and at hidden 5: what ten minutes on two cores allow. By itself, so that the
 * command line can name its defaults without loading an engine.
 */
export const MNIST_EPOCHS = { large: 15, small: 15 } as const;
