/*
 * Runs a fuzz harness once over every file of the directories and files named
 * on the command line: the corpus as a plain test, without libFuzzer.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t n_inputs;

static int
replay_file(const char *path, size_t len)
{
	/* Exactly len bytes, so that a read past the end is seen by ASan. */
	uint8_t *data = malloc(len > 0 ? len : 1);
	FILE *f = fopen(path, "rb");
	int failed = 1;

	if (data == NULL || f == NULL || fread(data, 1, len, f) != len) {
		perror(path);
		goto out;
	}
	/* A crash names no file: leave the name of the last one behind. */
	printf("# %s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(data, len);
	n_inputs++;
	failed = 0;
out:
	if (f != NULL)
		fclose(f);
	free(data);
	return failed;
}

static int
replay(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		perror(path);
		return 1;
	}
	return S_ISREG(st.st_mode) ? replay_file(path, (size_t)st.st_size) : 0;
}

static int
replay_dir(const char *dir)
{
	struct dirent **entries = NULL;
	char path[4096];
	int failed = 0;
	int n = scandir(dir, &entries, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (entries[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", dir,
			    entries[i]->d_name);
			failed |= replay(path);
		}
		free(entries[i]);
	}
	free(entries);
	return failed;
}

int
main(int argc, char **argv)
{
	struct stat st;
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			failed |= replay_dir(argv[i]);
		else
			failed |= replay(argv[i]);
	}
	printf("%s 1 - replayed %zu inputs\n1..1\n", failed ? "not ok" : "ok",
	    n_inputs);
	return failed;
}
