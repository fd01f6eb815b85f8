/* SHA-256 through libcrypto: GLib's own takes longer than the pass over a CSV file. */
#include "base/digest.h"

#include "base/error.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>

enum { CHUNK = 1 << 16 };

/* Ends CONTEXT and frees it. */
static char *finish(EVP_MD_CTX *context)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(context, digest, &length);
    EVP_MD_CTX_free(context);
    char *text = g_malloc(2 * length + 1);
    for (unsigned int i = 0; i < length; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[2 * length] = '\0';
    return text;
}

static EVP_MD_CTX *start(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
        g_error("libcrypto has no SHA-256");
    return context;
}

char *digest_buffer(const void *bytes, gsize length)
{
    EVP_MD_CTX *context = start();
    EVP_DigestUpdate(context, bytes, length);
    return finish(context);
}

char *digest_file(const char *path, GError **error)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "%s: cannot be read: %s", path,
                    g_strerror(errno));
        return NULL;
    }
    EVP_MD_CTX *context = start();
    g_autofree char *chunk = g_malloc(CHUNK);
    gsize n;
    while ((n = fread(chunk, 1, CHUNK, file)) > 0)
        EVP_DigestUpdate(context, chunk, n);
    int failure = ferror(file) ? errno : 0;
    fclose(file);
    char *text = finish(context);
    if (failure == 0)
        return text;
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "%s: cannot be read: %s", path,
                g_strerror(failure));
    g_free(text);
    return NULL;
}
