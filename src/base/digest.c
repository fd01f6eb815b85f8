/* SHA-256 through libcrypto: GLib's own takes longer than the pass over a CSV file. Of files that
 * one chunk holds it is GLib's: libcrypto takes longer to begin. */
#include "base/digest.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHUNK = 1 << 17, LENGTH = 64 };

struct DigestSum {
    EVP_MD_CTX *context;
};

char *digest_sum_end(DigestSum *sum)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(sum->context, digest, &length);
    EVP_MD_CTX_free(sum->context);
    g_free(sum);
    char *text = g_malloc(2 * length + 1);
    for (unsigned int i = 0; i < length; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[2 * length] = '\0';
    return text;
}

DigestSum *digest_sum_new(void)
{
    DigestSum *sum = g_new0(DigestSum, 1);
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL); /* a third of the time it takes */
    sum->context = EVP_MD_CTX_new();
    if (sum->context == NULL || EVP_DigestInit_ex(sum->context, EVP_sha256(), NULL) != 1)
        g_error("libcrypto has no SHA-256");
    return sum;
}

void digest_sum_add(DigestSum *sum, const void *bytes, gsize length)
{
    EVP_DigestUpdate(sum->context, bytes, length);
}

/* Of what could be read. */
static char *digest_stream(FILE *file)
{
    g_autofree guchar *chunk = g_malloc(CHUNK);
    gsize n = fread(chunk, 1, CHUNK, file);
    if (n < CHUNK)
        return g_compute_checksum_for_data(G_CHECKSUM_SHA256, chunk, n);
    DigestSum *sum = digest_sum_new();
    for (; n > 0; n = fread(chunk, 1, CHUNK, file))
        digest_sum_add(sum, chunk, n);
    return digest_sum_end(sum);
}

char *digest_file(const char *path, GError **error)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "%s: cannot be read: %s", path,
                    g_strerror(errno));
        return NULL;
    }
    char *text = digest_stream(file);
    int failure = ferror(file) ? errno : 0;
    fclose(file);
    if (failure == 0)
        return text;
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "%s: cannot be read: %s", path,
                g_strerror(failure));
    g_free(text);
    return NULL;
}

struct Digest {
    char *path;
    pid_t child; /* 0: there is none */
    int fd;
};

/* In the child. Says nothing where it fails: the parent then tries itself, and knows why. */
static G_NORETURN void tell(const char *path, pid_t parent, int fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char *text = getppid() == parent ? digest_file(path, NULL) : NULL;
    ssize_t told = text != NULL ? write(fd, text, strlen(text)) : 0;
    _exit(told == LENGTH ? 0 : 1);
}

Digest *digest_begin(const char *path)
{
    int ends[2];
    struct stat file;
    Digest *digest = g_new0(Digest, 1);
    digest->path = g_strdup(path);
    gboolean small = stat(path, &file) == 0 && file.st_size < CHUNK;
    if (small || pipe2(ends, O_CLOEXEC) != 0)
        return digest;
    pid_t parent = getpid(), child = fork();
    if (child == 0)
        tell(path, parent, ends[1]);
    close(ends[1]);
    digest->fd = ends[0];
    digest->child = MAX(child, 0);
    if (child < 0)
        close(digest->fd);
    return digest;
}

/* Whether the child told all of TEXT. */
static gboolean heard(Digest *digest, char text[LENGTH + 1])
{
    int status = 0;
    ssize_t n = -1;
    if (digest->child == 0)
        return FALSE;
    do
        n = read(digest->fd, text, LENGTH);
    while (n < 0 && errno == EINTR);
    close(digest->fd);
    while (waitpid(digest->child, &status, 0) < 0 && errno == EINTR)
        ;
    digest->child = 0;
    text[LENGTH] = '\0';
    return n == LENGTH && status == 0;
}

char *digest_end(Digest *digest, GError **error)
{
    char text[LENGTH + 1];
    return heard(digest, text) ? g_strdup(text) : digest_file(digest->path, error);
}

void digest_free(Digest *digest)
{
    char text[LENGTH + 1];
    if (digest == NULL)
        return;
    if (digest->child != 0)
        kill(digest->child, SIGKILL);
    heard(digest, text);
    g_free(digest->path);
    g_free(digest);
}
